package dev.anqa.transport;

import dev.anqa.limits.Cap;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a listener for HTTP can be told. Not for more than one thread; read when the endpoint
 * starts.
 */
public final class HttpOptions {
  private String host = "0.0.0.0";
  private final int port;
  private Duration handshakeTimeout = Duration.ofSeconds(5);
  private Duration bodyTimeout = Duration.ofSeconds(60);
  private Duration idleTimeout = Duration.ofSeconds(60);
  private Cap maxConnections = Cap.enforce(16_384);
  private Cap maxConnectionsPerAddress = Cap.enforce(10_000);
  private boolean proxyProtocol;
  private Cap maxRequestLineBytes = Cap.enforce(10_000);
  private Cap maxHeaderBytes = Cap.enforce(32_768);
  private Cap maxHeaderLines = Cap.enforce(100);
  private Cap maxBodyBytes = Cap.enforce(1_000_000);

  /** Null to speak plainly. */
  private @Nullable TlsOptions tls;

  /** Where clients are sent to; null to serve them. */
  private @Nullable Integer httpsPort;

  /**
   * The defaults, for a port; 0 takes a free one.
   *
   * @throws IllegalArgumentException if it is not from 0 to 65,535
   */
  public HttpOptions(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
    this.port = port;
  }

  /** The address to listen on; {@code 0.0.0.0} by default, which is all of the machine's. */
  public HttpOptions host(String host) {
    this.host = Objects.requireNonNull(host, "host");
    return this;
  }

  /**
   * How long a client may take to send a request line and headers, the first ones from the moment
   * it connects, a handshake of TLS included; 5 s by default (ranch's {@code handshake_timeout}).
   */
  public HttpOptions handshakeTimeout(Duration timeout) {
    this.handshakeTimeout = positive("handshakeTimeout", timeout);
    return this;
  }

  /** How long a client may take to send the body of a request; 60 s by default. */
  public HttpOptions bodyTimeout(Duration timeout) {
    this.bodyTimeout = positive("bodyTimeout", timeout);
    return this;
  }

  /**
   * How long a connection may wait for its next request, and an answer for being read; 60 s by
   * default (Cowboy's {@code idle_timeout}). WebSockets have a timeout of their own.
   */
  public HttpOptions idleTimeout(Duration timeout) {
    this.idleTimeout = positive("idleTimeout", timeout);
    return this;
  }

  /**
   * How many connections may be open before further ones wait in the system's backlog; 16,384 by
   * default. WebSockets do not count (as behind ranch).
   */
  public HttpOptions maxConnections(int connections) {
    return maxConnections(Cap.enforce("maxConnections", connections));
  }

  /** As {@link #maxConnections(int)}, in any mode. */
  public HttpOptions maxConnections(Cap cap) {
    this.maxConnections = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /**
   * How many of these connections one address may have; 10,000 by default. One too many is answered
   * with 429, whatever it asks, and closed; with TLS it is cut before the handshake. Those of
   * trusted proxies (see {@code LimitOptions.trustedProxies}) do not count; with the PROXY protocol
   * they count for the client that the proxy names.
   */
  public HttpOptions maxConnectionsPerAddress(int connections) {
    return maxConnectionsPerAddress(Cap.enforce("maxConnectionsPerAddress", connections));
  }

  /** As {@link #maxConnectionsPerAddress(int)}, in any mode. */
  public HttpOptions maxConnectionsPerAddress(Cap cap) {
    this.maxConnectionsPerAddress = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /**
   * Whether the trusted proxies (see {@code LimitOptions.trustedProxies}) begin each connection
   * with a header of the PROXY protocol, version 2; false by default. If so, one that does not is
   * closed. Connections of others are read as ever, and cannot say such a thing.
   */
  public HttpOptions proxyProtocol(boolean sent) {
    this.proxyProtocol = sent;
    return this;
  }

  /** The longest request line, query included; 10,000 bytes by default. A longer one gets 414. */
  public HttpOptions maxRequestLineBytes(int bytes) {
    return maxRequestLineBytes(Cap.enforce("maxRequestLineBytes", bytes));
  }

  /**
   * As {@link #maxRequestLineBytes(int)}, in any mode. Where it is not enforced, a line is refused
   * from 64 KiB on all the same: it is kept in memory.
   */
  public HttpOptions maxRequestLineBytes(Cap cap) {
    this.maxRequestLineBytes = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /** The longest header, all lines together; 32 KiB by default. A longer one gets 431. */
  public HttpOptions maxHeaderBytes(int bytes) {
    return maxHeaderBytes(Cap.enforce("maxHeaderBytes", bytes));
  }

  /**
   * As {@link #maxHeaderBytes(int)}, in any mode. Where it is not enforced, a header is refused
   * from 128 KiB on all the same: it is kept in memory.
   */
  public HttpOptions maxHeaderBytes(Cap cap) {
    this.maxHeaderBytes = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /** The most header lines of a request; 100 by default (Cowboy's). More of them get 431. */
  public HttpOptions maxHeaderLines(int lines) {
    return maxHeaderLines(Cap.enforce("maxHeaderLines", lines));
  }

  /**
   * As {@link #maxHeaderLines(int)}, in any mode. Where it is not enforced, a header is refused
   * from 10,000 lines on all the same: it is kept in memory.
   */
  public HttpOptions maxHeaderLines(Cap cap) {
    this.maxHeaderLines = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /**
   * The longest body that a handler is given; 1,000,000 bytes by default. A longer one gets 413.
   */
  public HttpOptions maxBodyBytes(int bytes) {
    return maxBodyBytes(Cap.enforce("maxBodyBytes", bytes));
  }

  /**
   * As {@link #maxBodyBytes(int)}, in any mode. Where it is not enforced, a body is refused from 64
   * MiB on all the same: it is kept in memory.
   */
  public HttpOptions maxBodyBytes(Cap cap) {
    this.maxBodyBytes = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /** Speaks TLS, for {@code https(port, …)}; not by default. */
  public HttpOptions tls(TlsOptions tls) {
    this.tls = Objects.requireNonNull(tls, "tls");
    return this;
  }

  /**
   * Serves nothing, and sends every client to the same address on HTTPS, for good: with 301, and
   * 308 where there may be content; off by default.
   *
   * @param port where clients reach the HTTPS listener, 443 behind what forwards to it
   * @throws IllegalArgumentException if it is not from 1 to 65,535
   */
  public HttpOptions redirectToHttps(int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("redirectToHttps: " + port + " (expected: 1 to 65535)");
    }
    this.httpsPort = port;
    return this;
  }

  private static Duration positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
    return value;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  Duration handshakeTimeout() {
    return handshakeTimeout;
  }

  Duration bodyTimeout() {
    return bodyTimeout;
  }

  Duration idleTimeout() {
    return idleTimeout;
  }

  Cap maxConnections() {
    return maxConnections;
  }

  Cap maxConnectionsPerAddress() {
    return maxConnectionsPerAddress;
  }

  boolean proxyProtocol() {
    return proxyProtocol;
  }

  Cap maxRequestLineBytes() {
    return maxRequestLineBytes;
  }

  Cap maxHeaderBytes() {
    return maxHeaderBytes;
  }

  Cap maxHeaderLines() {
    return maxHeaderLines;
  }

  Cap maxBodyBytes() {
    return maxBodyBytes;
  }

  /** {@code http}, or with TLS {@code https}. */
  public String scheme() {
    return tls == null ? "http" : "https";
  }

  @Nullable TlsOptions tls() {
    return tls;
  }

  @Nullable Integer httpsPort() {
    return httpsPort;
  }

  /** For people to look at; what is limited is among the limits. */
  Map<String, Object> asMap() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("host", host);
    all.put("port", port);
    all.put("handshakeTimeout", handshakeTimeout);
    all.put("bodyTimeout", bodyTimeout);
    all.put("idleTimeout", idleTimeout);
    return Collections.unmodifiableMap(all);
  }

  /**
   * Sees to it that these are the options of a scheme; used by the endpoint.
   *
   * @param scheme {@code http} or {@code https}
   * @throws IllegalArgumentException if they are not
   */
  public HttpOptions checked(String scheme) {
    if (scheme.equals("https") && tls == null) {
      throw new IllegalArgumentException(
          "https(%d): no certificate. Say which: .https(%d, TlsOptions.pem(chain, key))"
              .formatted(port, port));
    }
    if (scheme.equals("http") && tls != null) {
      throw new IllegalArgumentException(
          "http(%d): has TLS. Write: .https(%d, ...)".formatted(port, port));
    }
    if (scheme.equals("https") && httpsPort != null) {
      throw new IllegalArgumentException(
          "https(%d): redirectToHttps(%d) (expected: on an http listener)"
              .formatted(port, httpsPort));
    }
    return this;
  }
}
