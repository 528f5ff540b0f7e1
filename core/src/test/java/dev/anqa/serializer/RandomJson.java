package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes JSON documents of all shapes, and breaks them. */
final class RandomJson {
  private static final String[] SPACES = {"", "", "", "", " ", "\n", "\t\r"};
  private static final String[] NUMBERS = {
    "0",
    "-0",
    "7",
    "-12",
    "1.5",
    "1e3",
    "1E-2",
    "0.10",
    "1e400",
    "1e308",
    "9e308",
    "1e-999",
    "123456789012345678901234567890",
    "01",
    "-",
    "1.",
    "2e+05"
  };
  private static final String[] PIECES = {
    "a",
    "b",
    "key",
    " ",
    "0123456789",
    "\u00e9",
    "\u20ac",
    "\ud83d\ude00",
    "\\n",
    "\\\"",
    "\\\\",
    "\\/",
    "\\u0061",
    "\\u0000",
    "\\ud83d\\ude00",
    "\\ud83d",
    "\\udc00",
    "\\x",
    "\u007f",
    "\u2028"
  };
  private static final byte[] INTERESTING =
      "{}[]\",:\\/-+.eE019untfals \t\n\0\u001f".getBytes(UTF_8);

  private final SplittableRandom random;

  RandomJson(SplittableRandom random) {
    this.random = random;
  }

  byte[] document() {
    StringBuilder json = new StringBuilder();
    value(json, 0);
    return json.toString().getBytes(UTF_8);
  }

  private void value(StringBuilder json, int depth) {
    space(json);
    switch (random.nextInt(depth > 4 ? 4 : 8)) {
      case 0 -> json.append(pick("true", "false", "null"));
      case 1 -> json.append(number());
      case 2, 3 -> string(json);
      case 4, 5 -> array(json, depth);
      default -> object(json, depth);
    }
    space(json);
  }

  private String number() {
    // The odd ones rarely, so that most documents are valid.
    return random.nextInt(20) == 0 ? pick(NUMBERS) : String.valueOf(random.nextInt(-999, 1_000));
  }

  private void string(StringBuilder json) {
    json.append('"');
    json.repeat(
        'x',
        random.nextInt(2)
            * random.nextInt(10)); // So that what follows stands at any place in a word.
    int pieces = random.nextInt(4);
    for (int i = 0; i < pieces; i++) {
      json.append(random.nextInt(6) == 0 ? pick(PIECES) : PIECES[random.nextInt(9)]);
    }
    json.append('"');
  }

  private void array(StringBuilder json, int depth) {
    json.append('[');
    int elements = random.nextInt(4);
    for (int i = 0; i < elements; i++) {
      json.append(i == 0 ? "" : ",");
      value(json, depth + 1);
    }
    json.append(elements == 0 ? pick(SPACES) : "").append(']');
  }

  private void object(StringBuilder json, int depth) {
    json.append('{');
    int members = random.nextInt(random.nextInt(10) == 0 ? 14 : 4);
    for (int i = 0; i < members; i++) {
      json.append(i == 0 ? "" : ",");
      space(json);
      string(json);
      space(json);
      json.append(':');
      value(json, depth + 1);
    }
    json.append(members == 0 ? pick(SPACES) : "").append('}');
  }

  private void space(StringBuilder json) {
    json.append(pick(SPACES));
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  byte[] mutate(byte[] json) {
    if (json.length == 0) {
      return new byte[] {interesting()};
    }
    int at = random.nextInt(json.length);
    byte[] mutated = json.clone();
    switch (random.nextInt(6)) {
      case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> mutated[at] = (byte) random.nextInt(256);
      case 2 -> mutated[at] = interesting();
      case 3 -> mutated = Arrays.copyOf(json, at);
      case 4 -> mutated = spliced(json, at, random.nextInt(at, json.length), new byte[0]);
      default -> mutated = spliced(json, at, at, new byte[] {interesting()});
    }
    return mutated;
  }

  private byte interesting() {
    return INTERESTING[random.nextInt(INTERESTING.length)];
  }

  private static byte[] spliced(byte[] json, int from, int to, byte[] with) {
    byte[] spliced = new byte[json.length - (to - from) + with.length];
    System.arraycopy(json, 0, spliced, 0, from);
    System.arraycopy(with, 0, spliced, from, with.length);
    System.arraycopy(json, to, spliced, from + with.length, json.length - to);
    return spliced;
  }
}
