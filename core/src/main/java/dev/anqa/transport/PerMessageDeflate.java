package dev.anqa.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The negotiation of permessage-deflate (RFC 7692, sections 5 and 7.1): takes the first of a
 * client's offers that can be kept.
 *
 * <p>No side takes context over, whatever the client offers. An offer that asks for a smaller
 * window of the server is declined, because the JDK's deflater has one size; the client's window
 * may have any.
 */
final class PerMessageDeflate {
  static final String HEADER = "sec-websocket-extensions";

  private static final String NAME = "permessage-deflate";
  private static final String SERVER_NO_CONTEXT = "server_no_context_takeover";
  private static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";
  private static final String FULL_WINDOW = "15";
  private static final String WINDOWS = "8|9|1[0-5]";

  /** Stands for the value of a parameter that has none. */
  private static final String NO_VALUE = "";

  private PerMessageDeflate() {}

  /** The value of the answer's header; null if nothing was offered that can be kept. */
  static @Nullable String answer(Headers request) {
    for (String line : request.all(HEADER)) {
      for (String offer : split(line, ',')) {
        String answer = answer(split(offer, ';'));
        if (answer != null) {
          return answer;
        }
      }
    }
    return null;
  }

  private static @Nullable String answer(List<String> offer) {
    if (!offer.getFirst().equals(NAME)) {
      return null;
    }
    StringBuilder answer =
        new StringBuilder(NAME).append("; " + SERVER_NO_CONTEXT + "; " + CLIENT_NO_CONTEXT);
    Map<String, String> seen = new HashMap<>();
    for (String parameter : offer.subList(1, offer.size())) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals).strip();
      String value = equals < 0 ? NO_VALUE : unquoted(parameter.substring(equals + 1).strip());
      boolean valid = isValid(name, value) && (equals < 0 || !value.equals(NO_VALUE));
      if (!valid || seen.put(name, value) != null) {
        return null;
      }
    }
    if (seen.containsKey(SERVER_WINDOW)) {
      answer.append("; " + SERVER_WINDOW + "=" + FULL_WINDOW);
    }
    String window = seen.get(CLIENT_WINDOW);
    if (window != null) {
      answer.append("; " + CLIENT_WINDOW + "=");
      answer.append(window.equals(NO_VALUE) ? FULL_WINDOW : window);
    }
    return answer.toString();
  }

  private static boolean isValid(String name, String value) {
    return switch (name) {
      case SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT -> value.equals(NO_VALUE);
      case SERVER_WINDOW -> value.equals(FULL_WINDOW);
      case CLIENT_WINDOW -> value.equals(NO_VALUE) || value.matches(WINDOWS);
      default -> false;
    };
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /** The parts between separators that are not in quotes, without the white space around them. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        i++;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(from, i).strip());
        from = i + 1;
      }
    }
    parts.add(text.substring(from).strip());
    return parts;
  }
}
