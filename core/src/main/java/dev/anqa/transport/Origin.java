package dev.anqa.transport;

import org.jspecify.annotations.Nullable;

/**
 * An {@code Origin} header, taken apart the lenient way of {@code URI.parse}: every text is one.
 *
 * @param text as it came
 * @param scheme such as {@code https}; null if there is none
 * @param host null if there is none, as in {@code null} or {@code localhost}; empty for {@code
 *     file://}
 * @param port as written, else the scheme's own; -1 if neither is known
 */
public record Origin(String text, @Nullable String scheme, @Nullable String host, int port) {
  /** Takes a header apart; never fails. */
  public static Origin parse(String text) {
    int slashes = text.indexOf("//");
    boolean hasAuthority = slashes == 0 || (slashes > 1 && text.charAt(slashes - 1) == ':');
    if (!hasAuthority) {
      return new Origin(text, null, null, -1);
    }
    String scheme = slashes == 0 ? null : text.substring(0, slashes - 1);
    String authority = text.substring(slashes + 2).split("[/?#]", 2)[0];
    authority = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
    String host = colon < 0 ? authority : authority.substring(0, colon);
    int port = colon < 0 ? -1 : portOrUnknown(authority.substring(colon + 1));
    return new Origin(text, scheme, withoutBrackets(host), port < 0 ? defaultPort(scheme) : port);
  }

  private static int portOrUnknown(String digits) {
    boolean number = digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return number && !digits.isEmpty() ? Integer.parseInt(digits) : -1;
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static int defaultPort(@Nullable String scheme) {
    return switch (scheme) {
      case "http", "ws" -> 80;
      case "https", "wss" -> 443;
      case null, default -> -1;
    };
  }
}
