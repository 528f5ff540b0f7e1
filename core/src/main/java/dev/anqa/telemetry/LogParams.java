package dev.anqa.telemetry;

import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How parameters look in a log: filtered, on one line, and bounded. */
final class LogParams {
  /** Payloads above this are not parsed to be shown. */
  private static final int MAX_PAYLOAD_BYTES = 64 * 1024;

  private final ParamFilter filter;
  private final int maxChars;

  LogParams(ParamFilter filter, int maxChars) {
    this.filter = filter;
    this.maxChars = maxChars;
  }

  /** A payload's content; only its size if it is binary, too large, or has no Json to be read. */
  String of(Payload payload) {
    if (payload.isBinary()) {
      return "[binary of " + payload.size() + " bytes]";
    }
    if (payload.size() <= MAX_PAYLOAD_BYTES) {
      try {
        return of(payload.as(Object.class));
      } catch (PayloadException | IllegalStateException e) {
        return "[unreadable JSON of " + payload.size() + " bytes]";
      }
    }
    return "[JSON of " + payload.size() + " bytes]";
  }

  /** A tree of maps and lists, much as JSON. */
  String of(@Nullable Object tree) {
    StringBuilder out = new StringBuilder();
    write(filter.filter(tree), out);
    return cut(out, maxChars);
  }

  private void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case Map<?, ?> map -> writeAll(map.entrySet().iterator(), '{', '}', out);
      case List<?> list -> writeAll(list.iterator(), '[', ']', out);
      case Map.Entry<?, ?> entry -> {
        write(entry.getKey(), out);
        out.append(": ");
        write(entry.getValue(), out);
      }
      case String text -> out.append('"').append(oneLine(text, maxChars)).append('"');
      case null, default -> out.append(oneLine(String.valueOf(value), maxChars));
    }
  }

  private void writeAll(Iterator<?> values, char open, char close, StringBuilder out) {
    out.append(open);
    String separator = "";
    while (values.hasNext() && out.length() <= maxChars) {
      out.append(separator);
      write(values.next(), out);
      separator = ", ";
    }
    out.append(close);
  }

  /**
   * Text that somebody else chose, so that it cannot end our line and begin one of its own, nor
   * send commands to a terminal.
   */
  static String oneLine(String text, int maxChars) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), maxChars));
    for (int i = 0; i < text.length() && out.length() <= maxChars; i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return cut(out, maxChars);
  }

  private static String cut(StringBuilder text, int maxChars) {
    if (text.length() > maxChars) {
      text.setLength(maxChars);
      text.append('…');
    }
    return text.toString();
  }
}
