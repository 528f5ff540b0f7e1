package dev.anqa.transport;

import org.jspecify.annotations.Nullable;

/**
 * Host and port, as a {@code Host} header has them (RFC 9110, 7.2).
 *
 * @param host a name or an address, an IPv6 address without its brackets
 * @param port -1 if there is none
 */
record Authority(String host, int port) {
  static final Authority NONE = new Authority("", -1);

  /** Reads one; null if it is none. */
  static @Nullable Authority parse(String text) {
    int end = text.startsWith("[") ? text.indexOf(']') + 1 : endOfName(text);
    String host = text.substring(0, end);
    boolean valid =
        host.startsWith("[")
            ? isBracketed(host)
            : !host.isEmpty() && host.chars().allMatch(Authority::inName);
    if (!valid) {
      return null;
    }
    int port = end == text.length() ? -1 : port(text.substring(end));
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return port < -1 ? null : new Authority(bare, port);
  }

  private static int endOfName(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? text.length() : colon;
  }

  private static boolean isBracketed(String host) {
    return host.length() > 2
        && host.chars()
            .skip(1)
            .limit(host.length() - 2L)
            .allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
  }

  /** The characters of {@code reg-name} in RFC 3986, 3.2.2. */
  private static boolean inName(int c) {
    boolean alphanumeric = c < 0x80 && Character.isLetterOrDigit(c);
    return alphanumeric || "-._~%!$&'()*+,;=".indexOf(c) >= 0;
  }

  /** The port behind a colon; -1 if it is left out, less if it is none. */
  private static int port(String text) {
    if (!text.startsWith(":") || text.length() > 6) {
      return -2;
    }
    int port = text.length() == 1 ? -1 : 0;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -2;
      }
      port = port * 10 + c - '0';
    }
    return port > 65_535 ? -2 : port;
  }

  /** The host with the brackets that an IPv6 address has in a URI. */
  String hostInUri() {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }
}
