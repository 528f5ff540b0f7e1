package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import java.util.Arrays;

/**
 * Walks over one JSON text (RFC 8259), checks it to the last byte, and cuts out what is asked for.
 * What it has passed any JSON parser accepts, so that a payload may be handed on as it is.
 *
 * <p>Beyond the grammar it refuses, as Phoenix does: bytes that are not UTF-8, escapes of lone
 * surrogates, and numbers with fraction or exponent beyond the range of a double. It does not
 * recurse: nesting costs a long, not a stack frame.
 *
 * <p>Of equal keys in an object the first wins in Phoenix, the last in most parsers. A value with
 * such keys is written anew without the later ones, so that all parsers see the same.
 */
final class JsonScanner {
  private static final byte[] TRUE = Ascii.bytes("true");
  private static final byte[] FALSE = Ascii.bytes("false");
  private static final byte[] NULL = Ascii.bytes("null");

  private final byte[] bytes;
  private final int end;
  private final JsonLimits limits;

  /** Where the next byte to read is. */
  private int at;

  // The value that was passed last.

  private int start;

  /** If it was a string, whether it has escapes. */
  private boolean escaped;

  /** Whether an object in it has, or may have, one key twice. */
  private boolean duplicates;

  private final Nesting nesting = new Nesting();

  JsonScanner(byte[] bytes, int offset, int length, JsonLimits limits) {
    this.bytes = bytes;
    this.at = offset;
    this.end = offset + length;
    this.limits = limits;
  }

  /** Passes white space and then this character. */
  void expect(char expected) throws DecodeException {
    if (!passes(expected)) {
      throw unexpected("'" + expected + "'");
    }
  }

  /**
   * Whether this character comes next; then it is passed, and in any case the white space before.
   */
  boolean passes(char expected) {
    skipSpace();
    if (at < end && bytes[at] == expected) {
      at++;
      return true;
    }
    return false;
  }

  /** Checks that nothing but white space is left. */
  void expectEnd() throws DecodeException {
    skipSpace();
    if (at < end) {
      throw unexpected("the end");
    }
  }

  /** Passes any value. */
  void skip() throws DecodeException {
    skipSpace();
    start = at;
    escaped = false;
    duplicates = false;
    switch (peek()) {
      case '"' -> string();
      case '{', '[' -> container();
      default -> scalar();
    }
  }

  /** Passes a value and takes it as a ref. */
  Ref ref() throws DecodeException {
    skip();
    if (bytes[start] == 'n') {
      return Ref.NULL;
    }
    byte[] json =
        duplicates
            ? SlowPath.firstWins(bytes, start, at - start)
            : Arrays.copyOfRange(bytes, start, at);
    return Ref.checked(json, escaped);
  }

  /** Passes a string and takes it; for any other value its JSON text. */
  String text() throws DecodeException {
    skip();
    return bytes[start] == '"' ? content() : new String(bytes, start, at - start, UTF_8);
  }

  /** Passes a value and takes it as a payload, over the very bytes that are scanned here. */
  Payload payload(Json json) throws DecodeException {
    skip();
    if (duplicates) {
      byte[] unique = SlowPath.firstWins(bytes, start, at - start);
      return Payload.wrap(Payload.Kind.JSON, unique, 0, unique.length, json);
    }
    return Payload.wrap(Payload.Kind.JSON, bytes, start, at - start, json);
  }

  /** The first byte of what comes next. */
  byte next() throws DecodeException {
    skipSpace();
    return peek();
  }

  /** Passes an object's key and its colon, and takes the key. */
  String key() throws DecodeException {
    skipSpace();
    if (peek() != '"') {
      throw unexpected("a key");
    }
    start = at;
    escaped = false;
    string();
    String key = content();
    expect(':');
    return key;
  }

  private String content() {
    return escaped
        ? JsonText.unescape(bytes, start + 1, at - 1)
        : new String(bytes, start + 1, at - start - 2, UTF_8);
  }

  private void container() throws DecodeException {
    int depth = 0;
    do {
      byte first = peek();
      if (first == '{' || first == '[') {
        if (++depth > limits.maxDepth()) {
          throw exceeded("maxDepth", limits.maxDepth());
        }
        at++;
        nesting.open(first == '{');
        if (next() == nesting.closing()) {
          depth = closeAll(depth);
        } else if (first == '{') {
          hashedKey();
        }
      } else {
        if (first == '"') {
          string();
        } else {
          scalar();
        }
        depth = closeAll(depth);
      }
    } while (depth > 0);
  }

  /**
   * Behind a value: passes what closes arrays and objects, up to a comma and what stands before the
   * next value. Returns how many are still open.
   */
  private int closeAll(int depth) throws DecodeException {
    int open = depth;
    while (open > 0) {
      skipSpace();
      byte b = at < end ? bytes[at] : 0;
      if (b == ',') {
        at++;
        skipSpace();
        if (nesting.closing() == '}') {
          hashedKey();
        }
        return open;
      }
      if (b != nesting.closing()) {
        throw unexpected("',' or '" + (char) nesting.closing() + "'");
      }
      at++;
      duplicates |= nesting.close();
      open--;
    }
    return open;
  }

  private void hashedKey() throws DecodeException {
    if (peek() != '"') {
      throw unexpected("a key");
    }
    int from = at + 1;
    escaped = false;
    string();
    duplicates |= escaped; // Two spellings may be the same key.
    long hash = 0xcbf29ce484222325L;
    for (int i = from; i < at - 1; i++) {
      hash = (hash ^ bytes[i]) * 0x100000001b3L;
    }
    nesting.key(hash);
    expect(':');
    skipSpace();
  }

  /** Passes a string, from quote to quote. */
  private void string() throws DecodeException {
    int from = at + 1;
    int i;
    for (i = JsonText.plain(bytes, from, end);
        i < end && bytes[i] != '"';
        i = JsonText.plain(bytes, i, end)) {
      at = i;
      i += bytes[i] == '\\' ? escape() : multibyte(bytes[i]);
    }
    if (i >= end) {
      at = end;
      throw unexpected("'\"'");
    }
    at = i + 1;
    if (i - from > limits.maxStringLength()) {
      throw exceeded("maxStringLength", limits.maxStringLength());
    }
  }

  private int multibyte(byte lead) throws DecodeException {
    if (lead >= 0) {
      throw invalid("control character in a string");
    }
    int length = Utf8.sequence(bytes, at, end);
    if (length == 0) {
      throw invalid("invalid UTF-8");
    }
    return length;
  }

  /** The length of the escape at this place, both halves if it is a surrogate pair. */
  private int escape() throws DecodeException {
    escaped = true;
    return switch (at + 1 < end ? bytes[at + 1] : 0) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
      case 'u' -> unicodeEscape();
      default -> throw invalid("unknown escape in a string");
    };
  }

  private int unicodeEscape() throws DecodeException {
    int unit = codeUnit(at);
    if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
      return 6;
    }
    if (unit <= Character.MAX_HIGH_SURROGATE && isLowSurrogate(at + 6)) {
      return 12;
    }
    throw invalid("lone surrogate in a string");
  }

  private boolean isLowSurrogate(int place) throws DecodeException {
    return place + 1 < end
        && bytes[place] == '\\'
        && bytes[place + 1] == 'u'
        && Character.isLowSurrogate((char) codeUnit(place));
  }

  private int codeUnit(int place) throws DecodeException {
    int unit = place + 6 <= end ? JsonText.hex4(bytes, place + 2) : -1;
    if (unit < 0) {
      throw invalid("escape without four hexadecimal digits");
    }
    return unit;
  }

  private void scalar() throws DecodeException {
    switch (peek()) {
      case 't' -> literal(TRUE);
      case 'f' -> literal(FALSE);
      case 'n' -> literal(NULL);
      default -> number();
    }
  }

  private void literal(byte[] word) throws DecodeException {
    if (end - at < word.length
        || !Arrays.equals(bytes, at, at + word.length, word, 0, word.length)) {
      throw unexpected("a value");
    }
    at += word.length;
  }

  private void number() throws DecodeException {
    int from = at;
    if (peek() == '-') {
      at++;
    }
    if (at < end && bytes[at] == '0') {
      at++;
    } else if (digits() == 0) {
      throw unexpected(at == from ? "a value" : "a digit");
    }
    int whole = at - from;
    int exponent = 0;
    boolean integer = true;
    if (at < end && bytes[at] == '.') {
      at++;
      integer = false;
      expectDigits();
    }
    if (at < end && (bytes[at] | 0x20) == 'e') {
      at++;
      integer = false;
      if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      exponent = expectDigits();
    }
    if (at - from > limits.maxNumberLength()) {
      throw exceeded("maxNumberLength", limits.maxNumberLength());
    }
    // Below 10^200 times 10^99 there is no need to compute.
    if (!integer && (whole > 200 || exponent > 2) && isInfinite(from)) {
      throw invalid("number beyond the range of a double");
    }
  }

  private boolean isInfinite(int from) {
    return Double.isInfinite(Double.parseDouble(new String(bytes, from, at - from, ISO_8859_1)));
  }

  private int expectDigits() throws DecodeException {
    int digits = digits();
    if (digits == 0) {
      throw unexpected("a digit");
    }
    return digits;
  }

  private int digits() {
    int from = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at - from;
  }

  private byte peek() throws DecodeException {
    if (at >= end) {
      throw unexpected("a value");
    }
    return bytes[at];
  }

  private void skipSpace() {
    while (at < end && bytes[at] <= ' ' && isSpace(bytes[at])) {
      at++;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\t' || b == '\r';
  }

  private DecodeException unexpected(String expected) {
    String found = at < end ? String.format("0x%02x", bytes[at]) : "the end";
    return invalid(found + " (expected: " + expected + ")");
  }

  private DecodeException exceeded(String limit, int value) {
    return invalid("more than " + limit + " " + value);
  }

  private DecodeException invalid(String problem) {
    return new DecodeException("invalid JSON at byte " + at + ": " + problem);
  }
}
