package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A {@code ref} or {@code join_ref} as a client sent it: mostly a short string, but any JSON value
 * is taken and echoed in the spelling it came in.
 *
 * <p>Two are equal if type and value are, as {@code ===} has it in Phoenix: {@code 1} differs from
 * {@code "1"} and from {@code 1.0}; a string is what it says, however it is escaped.
 */
public final class Ref {
  /** JSON null: no ref, or one that was left out. */
  public static final Ref NULL = new Ref(Ascii.bytes("null"));

  private final byte[] json;

  /** One spelling for all equal refs; mostly {@link #json} itself. */
  private final byte[] canonical;

  private Ref(byte[] json) {
    this(json, json);
  }

  private Ref(byte[] json, byte[] canonical) {
    this.json = json;
    this.canonical = canonical;
  }

  /** The ref that is a string. */
  public static Ref of(String text) {
    return new Ref(JsonText.quote(text));
  }

  /**
   * The ref that a JSON text is.
   *
   * @throws DecodeException if it is not one JSON value
   */
  public static Ref parse(String json) throws DecodeException {
    byte[] bytes = json.getBytes(UTF_8);
    JsonScanner scanner = new JsonScanner(bytes, 0, bytes.length, JsonLimits.standard());
    Ref ref = scanner.ref();
    scanner.expectEnd();
    return ref;
  }

  /**
   * The ref that a checked JSON value without white space around it is; the array is taken over.
   */
  static Ref checked(byte[] json, boolean escaped) {
    return switch (json[0]) {
      case '"' -> escaped ? new Ref(json, JsonText.quote(content(json))) : new Ref(json);
      case '[', '{' -> new Ref(json, SlowPath.canonical(json));
      case 'n' -> NULL;
      case 't', 'f' -> new Ref(json);
      default -> new Ref(json, canonicalNumber(json));
    };
  }

  private static byte[] canonicalNumber(byte[] json) {
    for (byte b : json) {
      if (b == '.' || b == 'e' || b == 'E') {
        return Ascii.bytes(Double.toString(Double.parseDouble(new String(json, UTF_8))));
      }
    }
    return json.length == 2 && json[0] == '-' && json[1] == '0' ? Ascii.bytes("0") : json;
  }

  private static String content(byte[] json) {
    return JsonText.unescape(json, 1, json.length - 1);
  }

  /** Whether there is none. */
  public boolean isNull() {
    return this == NULL;
  }

  /** This ref, or the other one if this is null. */
  public Ref or(Ref other) {
    return isNull() ? other : this;
  }

  /** The JSON text, as it came. */
  public String json() {
    return new String(json, UTF_8);
  }

  /** How many bytes {@link #write} writes. */
  int size() {
    return json.length;
  }

  /** Writes the JSON text and returns the position behind it. */
  int write(byte[] target, int position) {
    return Ascii.write(json, target, position);
  }

  /**
   * What stands for it in a binary frame: a string's content, else the JSON text; null is empty.
   */
  String binary() {
    if (isNull()) {
      return "";
    }
    return json[0] == '"' ? content(json) : json();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Ref that && Arrays.equals(canonical, that.canonical));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(canonical);
  }

  /** The JSON text. */
  @Override
  public String toString() {
    return json();
  }
}
