package dev.anqa.serializer;

/**
 * How much JSON may ask for. What a client sends is held to these before anybody looks at it; see
 * {@link #standard}.
 *
 * @param maxDepth how deep arrays and objects may nest within a payload
 * @param maxNumberLength how many characters a number may have
 * @param maxStringLength how many bytes a string or key may have, as it came, quotes not counted
 */
public record JsonLimits(int maxDepth, int maxNumberLength, int maxStringLength) {
  /**
   * Makes limits.
   *
   * @throws IllegalArgumentException if one of them is zero or negative
   */
  public JsonLimits {
    requirePositive("maxDepth", maxDepth);
    requirePositive("maxNumberLength", maxNumberLength);
    requirePositive("maxStringLength", maxStringLength);
  }

  /**
   * Depth 512, numbers of 1,000 characters, strings of 20,000,000 bytes; the size of a frame is the
   * transport's to limit.
   */
  public static JsonLimits standard() {
    return new JsonLimits(512, 1_000, 20_000_000);
  }

  private static void requirePositive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
