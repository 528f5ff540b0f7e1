/**
 * Half an hour of everything at once: {@link dev.anqa.benchmarks.soak.Soak} holds a server under
 * mixed load, and fails if a message is lost or memory or latency grow.
 */
@NullMarked
package dev.anqa.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
