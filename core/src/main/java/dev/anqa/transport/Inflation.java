package dev.anqa.transport;

import java.util.function.LongConsumer;

/**
 * How the compressed messages of a connection are inflated.
 *
 * @param inflater of the connection's loop
 * @param maxBytes the longest that a message may become
 * @param maxRatio how many times longer than it came it may become
 * @param ratios told how many times longer each message became for which that counts, rounded up
 */
record Inflation(MessageInflater inflater, int maxBytes, int maxRatio, LongConsumer ratios) {
  /** How long a compressed message may be: even one that did not become shorter fits. */
  int maxCompressedBytes() {
    return (int) Math.min(MessageInflater.MAX_ARRAY, 64L + maxBytes + (maxBytes >> 3));
  }

  /** The message that was compressed, in a fresh array. */
  byte[] inflate(byte[] compressed, int length) throws WebSocketViolation {
    try {
      byte[] bytes = inflater.inflate(compressed, length, maxBytes, maxRatio);
      if (bytes.length > MessageInflater.FREE_BYTES) {
        ratios.accept(Math.ceilDiv(bytes.length, length));
      }
      return bytes;
    } catch (WebSocketViolation violation) {
      if (violation.limit() == WebSocketViolation.Bound.RATIO) {
        ratios.accept(maxRatio + 1L);
      }
      throw violation;
    }
  }
}
