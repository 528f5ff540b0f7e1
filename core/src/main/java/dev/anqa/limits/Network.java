package dev.anqa.limits;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that begin with the same bits.
 *
 * @param address the lowest of them
 * @param prefix how many bits are the same
 */
record Network(InetAddress address, int prefix) {
  /** Reads {@code 10.0.0.0/8}, or an address alone. */
  static Network parse(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      int bits = address.getAddress().length * 8;
      int prefix = slash < 0 ? bits : Integer.parseInt(text, slash + 1, text.length(), 10);
      Network network = new Network(address, prefix);
      if (prefix >= 0 && prefix <= bits && network.hasNoBitsBehind()) {
        return network;
      }
    } catch (IllegalArgumentException e) { // No address, or no number; said below, for all.
      throw unfit(text, e);
    }
    throw unfit(text, null);
  }

  private static IllegalArgumentException unfit(String text, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "network: \"%s\" (expected: an address, or a network such as 10.0.0.0/8 or fd00::/8, with no bits set behind its prefix)"
            .formatted(text),
        cause);
  }

  private boolean hasNoBitsBehind() {
    byte[] bytes = address.getAddress();
    for (int bit = prefix; bit < bytes.length * 8; bit++) {
      if (bit(bytes, bit) != 0) {
        return false;
      }
    }
    return true;
  }

  boolean contains(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] others = other.getAddress();
    if (own.length != others.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      if (bit(own, bit) != bit(others, bit)) {
        return false;
      }
    }
    return true;
  }

  private static int bit(byte[] bytes, int index) {
    return bytes[index / 8] >> (7 - index % 8) & 1;
  }
}
