package dev.anqa.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of a message: JSON or plain bytes, kept as bytes until somebody asks.
 *
 * <p>Immutable, provided that nobody writes to an array handed to {@link #wrap}. A payload that
 * came from a client or through {@link PubSub} knows the {@link Json} of its endpoint; one made by
 * hand reads with {@link #as(Json, Class)}.
 */
public final class Payload {
  /** What the bytes are. */
  public enum Kind {
    /** One JSON document in UTF-8. */
    JSON,
    /** Anything; Phoenix's {@code {:binary, data}}. */
    BINARY
  }

  private static final Payload EMPTY = json("{}");

  private final Kind kind;
  private final byte[] bytes;
  private final int offset;
  private final int length;
  private final @Nullable Json json; // Null for one made by hand.

  private Payload(Kind kind, byte[] bytes, int offset, int length, @Nullable Json json) {
    this.kind = kind;
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    this.json = json;
  }

  /** The empty JSON object. */
  public static Payload empty() {
    return EMPTY;
  }

  /** A payload of JSON text, which is trusted to be one well-formed document. */
  public static Payload json(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new Payload(Kind.JSON, bytes, 0, bytes.length, null);
  }

  /** A payload of bytes that are not JSON; they are copied. */
  public static Payload binary(byte... bytes) {
    return new Payload(Kind.BINARY, bytes.clone(), 0, bytes.length, null);
  }

  /**
   * A payload over a part of an array, which is not copied and must not change any more.
   *
   * @param json what {@link #as(Class)} reads with; null leaves that to {@link PubSub}
   */
  public static Payload wrap(Kind kind, byte[] bytes, int offset, int length, @Nullable Json json) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return new Payload(kind, bytes, offset, length, json);
  }

  /** The value written by {@code json}; a payload is returned as it is, bound to that JSON. */
  public static Payload of(Object value, Json json) {
    if (value instanceof Payload payload) {
      return payload.with(json);
    }
    byte[] bytes = json.write(value);
    return new Payload(Kind.JSON, bytes, 0, bytes.length, json);
  }

  /** This payload, reading with {@code json} where it had nothing to read with. */
  public Payload with(Json json) {
    return this.json != null ? this : new Payload(kind, bytes, offset, length, json);
  }

  /** What the bytes are. */
  public Kind kind() {
    return kind;
  }

  /** Whether the bytes are not JSON. */
  public boolean isBinary() {
    return kind == Kind.BINARY;
  }

  /** Whether this is a JSON object, the only JSON that serializer V2 pushes and broadcasts. */
  public boolean isObject() {
    return kind == Kind.JSON && firstByte() == '{';
  }

  /** The number of bytes. */
  public int size() {
    return length;
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  /** A read-only view of the bytes. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes, offset, length).slice().asReadOnlyBuffer();
  }

  /** A part of it that shares the bytes. */
  Payload slice(Kind kind, int from, int size) {
    Objects.checkFromIndexSize(from, size, length);
    return new Payload(kind, bytes, offset + from, size, json);
  }

  /**
   * Copies the bytes into an array.
   *
   * @return the position behind the last byte written
   */
  public int copyTo(byte[] target, int position) {
    System.arraycopy(bytes, offset, target, position, length);
    return position + length;
  }

  /**
   * The JSON read as a type: a record, {@link Map}, or a tree class of the JSON library.
   *
   * @throws PayloadException if the payload does not fit; in {@code handleIn}, let it out and the
   *     client gets an error reply that names the field
   * @throws IllegalStateException if the payload was made by hand and has nothing to read with
   */
  public <T> T as(Class<T> type) {
    if (json == null) {
      throw new IllegalStateException(
          "This payload was made by hand and has no Json. Read it with payload.as(json, "
              + type.getSimpleName()
              + ".class), or take it from a channel or a broadcast.");
    }
    return as(json, type);
  }

  /**
   * The JSON read as a type by the given JSON.
   *
   * @throws PayloadException if the payload is binary or does not fit the type
   */
  public <T> T as(Json json, Class<T> type) {
    if (isBinary()) {
      throw new PayloadException("", "binary payload (expected: JSON)");
    }
    return json.read(bytes, offset, length, type);
  }

  /**
   * The JSON object as a map.
   *
   * @throws PayloadException if the payload is no JSON object
   */
  @SuppressWarnings("unchecked") // JSON objects have string keys.
  public Map<String, Object> map() {
    return as(Map.class);
  }

  /** The bytes as text: the JSON itself, or what UTF-8 makes of a binary payload. */
  public String text() {
    return new String(bytes, offset, length, UTF_8);
  }

  private int firstByte() {
    for (int i = offset; i < offset + length; i++) {
      byte b = bytes[i];
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return b;
      }
    }
    return -1;
  }

  /** Whether the other is of the same kind and has the same bytes. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Payload that
        && kind == that.kind
        && Arrays.equals(
            bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + buffer().hashCode();
  }

  /** For debugging: kind and size, never the content, which may hold secrets. */
  @Override
  public String toString() {
    return kind + " payload of " + length + " bytes";
  }
}
