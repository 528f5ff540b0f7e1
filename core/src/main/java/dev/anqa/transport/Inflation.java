package dev.anqa.transport;

/**
 * How the compressed messages of a connection are inflated.
 *
 * @param inflater of the connection's loop
 * @param maxBytes the longest that a message may become
 * @param maxRatio how many times longer than it came it may become
 */
record Inflation(MessageInflater inflater, int maxBytes, int maxRatio) {
  /** How long a compressed message may be: even one that did not become shorter fits. */
  int maxCompressedBytes() {
    return (int) Math.min(MessageInflater.MAX_ARRAY, 64L + maxBytes + (maxBytes >> 3));
  }

  /** The message that was compressed, in a fresh array. */
  byte[] inflate(byte[] compressed, int length) throws WebSocketViolation {
    return inflater.inflate(compressed, length, maxBytes, maxRatio);
  }
}
