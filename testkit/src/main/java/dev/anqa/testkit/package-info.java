/**
 * Tests of channels: a node without ports, on the test's own thread, in virtual time.
 *
 * <p>A test makes a {@link dev.anqa.testkit.TestEndpoint}, {@linkplain
 * dev.anqa.testkit.TestEndpoint#connect connects}, {@linkplain
 * dev.anqa.testkit.TestSocket#subscribeAndJoin joins}, and says on the {@link
 * dev.anqa.testkit.TestChannel} what the client sends and has to get. What does not hold is an
 * {@link AssertionError} that shows all that did arrive, so any test framework will do.
 */
@NullMarked
package dev.anqa.testkit;

import org.jspecify.annotations.NullMarked;
