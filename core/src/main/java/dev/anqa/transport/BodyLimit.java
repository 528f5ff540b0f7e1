package dev.anqa.transport;

/**
 * How long the bodies of requests to a mount may be, where it is not as the listener says.
 *
 * @param bytes the longest
 * @param status the answer to a longer one
 */
record BodyLimit(int bytes, int status) {}
