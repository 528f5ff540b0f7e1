package dev.anqa.inspect;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** How clients' addresses are written. */
final class Peers {
  private Peers() {}

  /** Such as {@code 10.16.74.150}, without a port and without asking for a name. */
  static String address(InetSocketAddress peer) {
    InetAddress address = peer.getAddress();
    return address == null ? peer.getHostString() : address.getHostAddress();
  }
}
