package dev.anqa.inspect;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trees of maps and lists on one line, much as JSON, in no more than some characters. */
final class TreeText {
  private static final int MAX_CHARS = 1_000;

  private TreeText() {}

  static void write(@Nullable Object tree, StringBuilder out) {
    int start = out.length();
    write(tree, out, start + MAX_CHARS);
    if (out.length() > start + MAX_CHARS) {
      out.setLength(start + MAX_CHARS);
      out.append('…');
    }
  }

  private static void write(@Nullable Object value, StringBuilder out, int end) {
    switch (value) {
      case Map<?, ?> map -> all(map.entrySet().iterator(), '{', '}', out, end);
      case List<?> list -> all(list.iterator(), '[', ']', out, end);
      case Map.Entry<?, ?> entry -> {
        write(entry.getKey(), out, end);
        out.append(": ");
        write(entry.getValue(), out, end);
      }
      case String text -> {
        out.append('"');
        escape(text.substring(0, Math.min(text.length(), MAX_CHARS + 1)), out);
        out.append('"');
      }
      case null, default -> escape(String.valueOf(value), out);
    }
  }

  private static void all(Iterator<?> values, char open, char close, StringBuilder out, int end) {
    out.append(open);
    String separator = "";
    while (values.hasNext() && out.length() <= end) {
      out.append(separator);
      write(values.next(), out, end);
      separator = ", ";
    }
    out.append(close);
  }

  /** Text that somebody else chose: it cannot end our line, nor send commands to a terminal. */
  static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
  }
}
