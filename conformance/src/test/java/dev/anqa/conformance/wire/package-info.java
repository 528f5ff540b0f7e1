/**
 * What a client sees on the wire, held against Phoenix. Comments cite the sections and the numbered
 * rows of the behavioural specification of Phoenix's real-time stack from which Anqa is built: rows
 * 1 to 165 come from Phoenix's own tests, rows with an R were observed on Phoenix.
 *
 * <p>Every expectation is a whole frame, and no other may come between. That nothing comes is shown
 * by asking for something else on the same way and seeing its answer next.
 */
@NullMarked
package dev.anqa.conformance.wire;

import org.jspecify.annotations.NullMarked;
