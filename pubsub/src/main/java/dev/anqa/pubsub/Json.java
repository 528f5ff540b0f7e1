package dev.anqa.pubsub;

/**
 * How values become JSON and JSON becomes values; the endpoint's default is Jackson 3.
 *
 * <p>Implementations are called on many threads at once and keep no state between calls.
 */
public interface Json {
  /**
   * Writes a value as one JSON document in UTF-8.
   *
   * @throws IllegalArgumentException if the value cannot be written; the message names its type
   */
  byte[] write(Object value);

  /**
   * Reads one JSON document from {@code length} bytes of UTF-8 at {@code offset}.
   *
   * @throws PayloadException if it is no JSON, or does not fit the type; it names the field
   */
  <T> T read(byte[] bytes, int offset, int length, Class<T> type);
}
