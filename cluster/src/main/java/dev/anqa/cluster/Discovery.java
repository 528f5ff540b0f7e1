package dev.anqa.cluster;

import java.util.List;

/** How a node finds the others. */
sealed interface Discovery {
  /** It asks these, each as {@code host:port}. */
  record Peers(List<String> addresses) implements Discovery {}

  /** It asks all addresses that a name has in DNS, at its own port. */
  record Dns(String name) implements Discovery {}

  /** It asks the ports of this machine from its own first one on. */
  record Local() implements Discovery {
    /** How many ports are tried, so how many nodes fit on the machine. */
    static final int PORTS = 10;
  }
}
