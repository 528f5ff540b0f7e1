package dev.anqa.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Names of nodes, and of clusters. */
public final class NodeNames {
  /** The most bytes of UTF-8 that a name may have. */
  public static final int MAX_BYTES = 200;

  private NodeNames() {}

  /** The name of this machine and eight random digits, such as {@code web-2-1f0c93ab}. */
  public static String ofThisMachine(RandomGenerator random) {
    return host() + "-" + HexFormat.of().toHexDigits(random.nextInt());
  }

  /**
   * Returns a name that all adapters can carry.
   *
   * @param what the option's name, for the message
   * @throws IllegalArgumentException if it is empty or longer than {@link #MAX_BYTES}
   */
  public static String checked(String what, String name) {
    int bytes = name.getBytes(UTF_8).length;
    if (bytes == 0 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          what + " of " + bytes + " bytes (expected: 1 to " + MAX_BYTES + ")");
    }
    return name;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "node"; // A machine need not know its name.
    }
  }
}
