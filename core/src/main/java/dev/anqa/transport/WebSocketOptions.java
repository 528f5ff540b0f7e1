package dev.anqa.transport;

import dev.anqa.limits.Cap;
import dev.anqa.limits.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the WebSocket transport of a mount can be told; made by {@link MountOptions#websocket}. */
public final class WebSocketOptions extends TransportOptions<WebSocketOptions> {
  private @Nullable Duration timeout = WebSocketSettings.DEFAULT.idleTimeout();
  private Cap maxFrameBytes = Cap.enforce(WebSocketSettings.DEFAULT.maxFrameBytes());
  private Cap maxPendingBytes = Cap.enforce(WebSocketSettings.DEFAULT.maxPendingBytes());

  /** Null if messages are not compressed. */
  private @Nullable CompressionOptions compression;

  private @Nullable List<String> subprotocols;
  private Function<String, HttpResponse> errorHandler = _ -> HttpResponse.empty(403);

  WebSocketOptions() {
    super(WebSocketHandshake.TRANSPORT);
  }

  @Override
  WebSocketOptions self() {
    return this;
  }

  /**
   * How long a client may send nothing before its connection is closed with 1002; 60 s by default.
   * Pings count as sent, and what the server sends does not count.
   *
   * <p>phoenix.js sends a heartbeat every 30 s, so less than that closes healthy clients.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public WebSocketOptions timeout(Duration timeout) {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
    }
    this.timeout = timeout;
    return this;
  }

  /** Lets clients be silent for ever. */
  public WebSocketOptions noTimeout() {
    this.timeout = null;
    return this;
  }

  /**
   * The longest message that a client may send, in bytes of its payload, inflated if it was
   * compressed; 10,000,000 by default. A longer one closes the connection with 1009.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public WebSocketOptions maxFrameBytes(int bytes) {
    return maxFrameBytes(Cap.enforce("maxFrameBytes", bytes));
  }

  /**
   * As {@link #maxFrameBytes(int)}, in any mode. Where it is not enforced a message may be as long
   * as an array, and takes that memory.
   */
  public WebSocketOptions maxFrameBytes(Cap cap) {
    this.maxFrameBytes = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /**
   * How many bytes may wait for a client that does not read; 16 MiB by default. Above it the
   * connection is closed with 1013.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public WebSocketOptions maxPendingBytes(int bytes) {
    return maxPendingBytes(Cap.enforce("maxPendingBytes", bytes));
  }

  /**
   * As {@link #maxPendingBytes(int)}, in any mode. Where it is not enforced, a client that does not
   * read takes as much memory as it is sent.
   */
  public WebSocketOptions maxPendingBytes(Cap cap) {
    this.maxPendingBytes = Objects.requireNonNull(cap, "cap");
    return this;
  }

  /**
   * Whether clients that offer it may compress messages, and are sent compressed ones (RFC 7692,
   * permessage-deflate); false by default. True keeps what {@link #compress(Consumer)} was told.
   *
   * <p>No connection holds memory for it: messages are compressed each by itself, and broadcasts
   * once for all clients of the node.
   */
  public WebSocketOptions compress(boolean on) {
    if (!on) {
      compression = null;
      return this;
    }
    return compress(_ -> {});
  }

  /** Permits compression, as {@link #compress(boolean)} does, and changes how it is done. */
  public WebSocketOptions compress(Consumer<? super CompressionOptions> change) {
    CompressionOptions options = compression != null ? compression : new CompressionOptions();
    change.accept(options);
    this.compression = options;
    return this;
  }

  /**
   * The subprotocols that the application speaks, the preferred first; by default what clients
   * offer is ignored. A client that offers others only is refused with 403, one that offers none is
   * not.
   */
  public WebSocketOptions subprotocols(String... subprotocols) {
    this.subprotocols = List.of(subprotocols);
    return this;
  }

  /**
   * Answers clients that {@code connect} refused for a reason, which it is given; by default with
   * 403 and nothing else. Called on a virtual thread.
   */
  public WebSocketOptions errorHandler(Function<String, HttpResponse> handler) {
    this.errorHandler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  WebSocketSettings webSocketSettings() {
    return new WebSocketSettings(
        WebSocketSettings.frameBytes(maxFrameBytes),
        timeout,
        maxPendingBytes.enforcedInt(),
        WebSocketSettings.DEFAULT.closeTimeout(),
        compression == null ? null : compression.settings());
  }

  /** Puts the limits in force at a mount. */
  TransportLimits limits(String scope, Limits limits) {
    return new TransportLimits(
        limits.add("frame bytes", scope, "WebSocketOptions.maxFrameBytes", maxFrameBytes),
        limits.add("pending bytes", scope, "WebSocketOptions.maxPendingBytes", maxPendingBytes),
        limits.pending(),
        compression == null
            ? null
            : limits.add(
                "inflation ratio", scope, "CompressionOptions.maxRatio", compression.maxRatio()));
  }

  @Nullable List<String> subprotocols() {
    return subprotocols;
  }

  Function<String, HttpResponse> errorHandler() {
    return errorHandler;
  }
}
