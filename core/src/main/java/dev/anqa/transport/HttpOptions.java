package dev.anqa.transport;

import java.time.Duration;
import java.util.Objects;

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
  private int maxConnections = 16_384;
  private int maxRequestLineBytes = 10_000;
  private int maxHeaderBytes = 32_768;
  private int maxBodyBytes = 1_000_000;

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
   * it connects; 5 s by default (ranch's {@code handshake_timeout}).
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
    this.maxConnections = positive("maxConnections", connections);
    return this;
  }

  /** The longest request line, query included; 10,000 bytes by default. A longer one gets 414. */
  public HttpOptions maxRequestLineBytes(int bytes) {
    this.maxRequestLineBytes = positive("maxRequestLineBytes", bytes);
    return this;
  }

  /** The longest header, all lines together; 32 KiB by default. A longer one gets 431. */
  public HttpOptions maxHeaderBytes(int bytes) {
    this.maxHeaderBytes = positive("maxHeaderBytes", bytes);
    return this;
  }

  /**
   * The longest body that a handler is given; 1,000,000 bytes by default. A longer one gets 413.
   */
  public HttpOptions maxBodyBytes(int bytes) {
    this.maxBodyBytes = positive("maxBodyBytes", bytes);
    return this;
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
    return value;
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

  int maxConnections() {
    return maxConnections;
  }

  int maxRequestLineBytes() {
    return maxRequestLineBytes;
  }

  int maxHeaderBytes() {
    return maxHeaderBytes;
  }

  int maxBodyBytes() {
    return maxBodyBytes;
  }
}
