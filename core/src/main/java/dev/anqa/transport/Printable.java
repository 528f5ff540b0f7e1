package dev.anqa.transport;

/** What a client sent, made fit to be shown to a human. */
final class Printable {
  private static final int LONGEST = 200;

  private Printable() {}

  /**
   * The text with everything replaced that could act on a terminal or break a line, and cut off
   * where it is too long.
   */
  static String text(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length() && i < LONGEST; i++) {
      char c = text.charAt(i);
      boolean plain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
      shown.append(plain ? c : '?');
    }
    return text.length() <= LONGEST ? shown.toString() : shown + "...";
  }
}
