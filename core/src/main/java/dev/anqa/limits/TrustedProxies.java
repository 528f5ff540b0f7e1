package dev.anqa.limits;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose word on the address of a client is taken, and where it is said; immutable.
 *
 * <p>The chain of addresses in the header is read from its end, the part that the nearest proxy
 * wrote. Each address was written by the one behind it; it is believed only if that one is a
 * trusted proxy, so the first that is none is the client. What the client itself sent stands before
 * and is never reached.
 */
public final class TrustedProxies {
  /** So many proxies in a row there are nowhere. */
  private static final int MAX_HOPS = 32;

  private final List<Network> networks;
  private final ClientAddressHeader header;

  private TrustedProxies(List<Network> networks, ClientAddressHeader header) {
    this.networks = networks;
    this.header = header;
  }

  static TrustedProxies none() {
    return new TrustedProxies(List.of(), ClientAddressHeader.X_FORWARDED_FOR);
  }

  TrustedProxies with(String... more) {
    List<Network> all = new ArrayList<>(networks);
    for (String each : more) {
      all.add(Network.parse(each));
    }
    return new TrustedProxies(List.copyOf(all), header);
  }

  TrustedProxies with(ClientAddressHeader other) {
    return new TrustedProxies(networks, other);
  }

  /** The name of the header in lower case; empty if none is looked at. */
  public String header() {
    return networks.isEmpty() ? "" : header.header();
  }

  /** Whether an address is that of a trusted proxy. */
  public boolean include(InetAddress address) {
    for (Network network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The client of a request.
   *
   * @param peer who sent it to us
   * @param lines of the {@link #header}, in the order in which they came
   * @return the peer unless it is a trusted proxy that names another; the port is 0 where it is not
   *     said
   */
  public InetSocketAddress clientOf(InetSocketAddress peer, List<String> lines) {
    InetSocketAddress client = peer;
    int hops = 0;
    for (String line : lines.reversed()) {
      int end = line.length();
      while (end >= 0) {
        if (!include(client.getAddress()) || hops++ == MAX_HOPS) {
          return client;
        }
        int comma = separator(line, end);
        InetSocketAddress named = address(line.substring(comma + 1, end).strip());
        if (named == null) {
          return client; // Whoever wrote that does not say for whom.
        }
        client = named;
        end = comma;
      }
    }
    return client;
  }

  /** The last comma before the end that is not within quotes; -1 if there is none. */
  private static int separator(String line, int end) {
    boolean quoted = false;
    for (int i = end - 1; i >= 0; i--) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  private @Nullable InetSocketAddress address(String element) {
    return header == ClientAddressHeader.FORWARDED ? forwardedFor(element) : parse(element);
  }

  /** The node behind {@code for=} in an element of {@code Forwarded}. */
  private static @Nullable InetSocketAddress forwardedFor(String element) {
    for (String pair : element.split(";", -1)) {
      String trimmed = pair.strip();
      if (trimmed.regionMatches(/* ignoreCase= */ true, 0, "for=", 0, 4)) {
        String node = trimmed.substring(4);
        boolean quoted = node.length() > 1 && node.startsWith("\"") && node.endsWith("\"");
        return parse(quoted ? node.substring(1, node.length() - 1) : node);
      }
    }
    return null;
  }

  /** An address of either family, with or without a port; null for anything else. */
  private static @Nullable InetSocketAddress parse(String text) {
    String host = text;
    String port = "";
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      int bracket = text.indexOf(']');
      if (bracket < 0) {
        return null;
      }
      host = text.substring(1, bracket);
      port = text.substring(bracket + 1);
    } else if (colon >= 0 && text.indexOf(':') == colon) {
      host = text.substring(0, colon);
      port = text.substring(colon);
    }
    return isPort(port) ? literal(host, port) : null;
  }

  private static boolean isPort(String text) {
    return text.isEmpty() || text.matches(":[0-9]{1,5}");
  }

  private static @Nullable InetSocketAddress literal(String host, String port) {
    if (host.indexOf('%') >= 0) { // A scope, which names an interface of some other machine.
      return null;
    }
    try {
      int number = port.isEmpty() ? 0 : Integer.parseInt(port, 1, port.length(), 10);
      return new InetSocketAddress(InetAddress.ofLiteral(host), number);
    } catch (IllegalArgumentException e) {
      return null; // No address, or a port above 65,535.
    }
  }
}
