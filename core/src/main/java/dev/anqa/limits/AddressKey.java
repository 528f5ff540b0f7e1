package dev.anqa.limits;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Whom an address belongs to, as far as limits go: an address of IPv4, or the upper half of one of
 * IPv6, since a network of that size (/64) is what one customer gets.
 *
 * @param bits the address, or its upper half
 */
record AddressKey(boolean v6, long bits) implements Comparable<AddressKey> {
  static AddressKey of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new AddressKey(false, bytes.getInt())
        : new AddressKey(true, bytes.getLong());
  }

  /** So that many with one hash, which strangers could choose, are found quickly. */
  @Override
  public int compareTo(AddressKey other) {
    int families = Boolean.compare(v6, other.v6);
    return families != 0 ? families : Long.compare(bits, other.bits);
  }

  @Override
  public String toString() {
    return v6
        ? "%x:%x:%x:%x::/64"
            .formatted(bits >>> 48, bits >>> 32 & 0xFFFF, bits >>> 16 & 0xFFFF, bits & 0xFFFF)
        : "%d.%d.%d.%d"
            .formatted(bits >> 24 & 0xFF, bits >> 16 & 0xFF, bits >> 8 & 0xFF, bits & 0xFF);
  }
}
