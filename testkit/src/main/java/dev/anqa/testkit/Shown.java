package dev.anqa.testkit;

import dev.anqa.pubsub.Payload;
import java.util.HexFormat;

/** Payloads as people read them in a message. */
final class Shown {
  private static final int MAX_CHARS = 300;
  private static final int MAX_BYTES = 16;

  private Shown() {}

  static String text(Payload payload) {
    if (payload.isBinary()) {
      byte[] bytes = payload.bytes();
      String hex =
          HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(MAX_BYTES, bytes.length));
      return "<%d bytes: %s%s>".formatted(bytes.length, hex, bytes.length > MAX_BYTES ? " …" : "");
    }
    String text = payload.text();
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
  }
}
