/**
 * The clients that the tests drive: raw HTTP and WebSocket that may break every rule, a client of
 * Phoenix's protocol above them, programs and test files of Node.
 */
@NullMarked
package dev.anqa.conformance.client;

import org.jspecify.annotations.NullMarked;
