/** A transport that an application wrote: server-sent events, and a POST for each message. */
@NullMarked
package dev.anqa.examples.sse;

import org.jspecify.annotations.NullMarked;
