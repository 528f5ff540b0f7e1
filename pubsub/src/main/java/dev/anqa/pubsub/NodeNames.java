package dev.anqa.pubsub;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Names for nodes that were given none. */
public final class NodeNames {
  private NodeNames() {}

  /** The name of this machine and eight random digits, such as {@code web-2-1f0c93ab}. */
  public static String ofThisMachine(RandomGenerator random) {
    return host() + "-" + HexFormat.of().toHexDigits(random.nextInt());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "node"; // A machine need not know its name.
    }
  }
}
