package dev.anqa.limits;

import java.util.Objects;

/**
 * The limits of a whole endpoint, and whose word on the address of a client it takes. Not for more
 * than one thread; read when the endpoint starts.
 *
 * <p>Each limit takes a number, which is enforced, or a {@link Cap}, which may also {@linkplain
 * Cap#observe observe} or be {@linkplain Cap#off off}. Whoever is above is refused before there is
 * a connection: with HTTP 429 because of its address, with 503 because of the node, and with a
 * Retry-After; clients of Phoenix come again, more and more slowly.
 *
 * <p>Addresses of IPv6 count by their upper half (/64), which is what one customer is given. Behind
 * a proxy that {@link #trustedProxies} does not name, all clients have the proxy's address.
 */
public final class LimitOptions {
  private Cap connections = Cap.enforce(100_000);
  private Cap connectionsPerAddress = Cap.enforce(10_000);
  private Cap handshakesPerSecond = Cap.enforce(2_000);
  private Cap handshakesPerSecondPerAddress = Cap.enforce(500);
  private Cap pendingBytes = Cap.enforce(Math.max(1, Runtime.getRuntime().maxMemory() / 4));
  private TrustedProxies proxies = TrustedProxies.none();

  /** The defaults, which no client of Phoenix meets. */
  public LimitOptions() {}

  /** How many connections may stand, over all sockets and transports; 100,000 by default. */
  public LimitOptions connections(long connections) {
    return connections(Cap.enforce("connections", connections));
  }

  /** As {@link #connections(long)}, in any mode. */
  public LimitOptions connections(Cap cap) {
    this.connections = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /** How many connections one address may have; 10,000 by default. */
  public LimitOptions connectionsPerAddress(long connections) {
    return connectionsPerAddress(Cap.enforce("connectionsPerAddress", connections));
  }

  /** As {@link #connectionsPerAddress(long)}, in any mode. */
  public LimitOptions connectionsPerAddress(Cap cap) {
    this.connectionsPerAddress = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /**
   * How many handshakes may begin within a second, whatever comes of them; 2,000 by default. As
   * many may come at once.
   */
  public LimitOptions handshakesPerSecond(long handshakes) {
    return handshakesPerSecond(Cap.enforce("handshakesPerSecond", handshakes));
  }

  /** As {@link #handshakesPerSecond(long)}, in any mode. */
  public LimitOptions handshakesPerSecond(Cap cap) {
    this.handshakesPerSecond = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /**
   * How many handshakes one address may begin within a second, whatever comes of them; 500 by
   * default. As many may come at once.
   */
  public LimitOptions handshakesPerSecondPerAddress(long handshakes) {
    return handshakesPerSecondPerAddress(Cap.enforce("handshakesPerSecondPerAddress", handshakes));
  }

  /** As {@link #handshakesPerSecondPerAddress(long)}, in any mode. */
  public LimitOptions handshakesPerSecondPerAddress(Cap cap) {
    this.handshakesPerSecondPerAddress = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /**
   * How many bytes may wait for clients that do not read, over all WebSockets, and for those on
   * long-poll between their polls; a quarter of the JVM's largest heap by default. A frame that
   * many wait for counts for each. Above it, a client that does not read is given what 64 KiB hold,
   * whatever {@code WebSocketOptions.maxPendingBytes} says; one that reads notices nothing.
   */
  public LimitOptions pendingBytes(long bytes) {
    return pendingBytes(Cap.enforce("pendingBytes", bytes));
  }

  /** As {@link #pendingBytes(long)}, in any mode. */
  public LimitOptions pendingBytes(Cap cap) {
    this.pendingBytes = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /**
   * The proxies in front of this endpoint, as addresses or networks such as {@code 10.0.0.0/8} or
   * {@code fd00::/8}; none by default. What one of these says of the address of a client is
   * believed, in the header {@link #clientAddressHeader} and in {@code HttpOptions.proxyProtocol};
   * what anybody else says is not.
   *
   * <p>The address is then the client's for limits, {@code connect}, events and introspection.
   *
   * @throws IllegalArgumentException if one is no address or network
   */
  public LimitOptions trustedProxies(String... networks) {
    this.proxies = proxies.with(networks);
    return this;
  }

  /**
   * The header in which the trusted proxies say the address of a client; {@code X-Forwarded-For} by
   * default. The other is not looked at: a proxy that sets one lets the other pass as the client
   * sent it.
   */
  public LimitOptions clientAddressHeader(ClientAddressHeader header) {
    this.proxies = proxies.with(header);
    return this;
  }

  Cap connections() {
    return connections;
  }

  Cap connectionsPerAddress() {
    return connectionsPerAddress;
  }

  Cap handshakesPerSecond() {
    return handshakesPerSecond;
  }

  Cap handshakesPerSecondPerAddress() {
    return handshakesPerSecondPerAddress;
  }

  Cap pendingBytes() {
    return pendingBytes;
  }

  TrustedProxies proxies() {
    return proxies;
  }
}
