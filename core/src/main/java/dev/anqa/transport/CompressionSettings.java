package dev.anqa.transport;

import dev.anqa.limits.Cap;

/**
 * How a mount compresses, as it stands when the endpoint starts; the docs are at {@link
 * CompressionOptions}.
 */
record CompressionSettings(int level, int minBytes, int maxRatio) {
  static final CompressionSettings DEFAULT = new CompressionSettings(6, 512, 25);

  CompressionSettings {
    if (level < 1 || level > 9) {
      throw new IllegalArgumentException("level: " + level + " (expected: 1 to 9)");
    }
    positive("minBytes", minBytes);
    positive("maxRatio", maxRatio);
  }

  /** The same, with what the limit of the ratio enforces now. */
  CompressionSettings with(Cap ratio) {
    return new CompressionSettings(level, minBytes, ratio.enforcedInt());
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
