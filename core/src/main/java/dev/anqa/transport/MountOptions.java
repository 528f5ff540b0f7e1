package dev.anqa.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a socket is mounted: on which transports, and what stands in front of them. Not for more than
 * one thread; read when the endpoint starts.
 */
public final class MountOptions {
  /** Null if the socket is not offered on WebSockets. */
  private @Nullable WebSocketOptions websocket = new WebSocketOptions();

  private final List<HandshakeInterceptor> interceptors = new ArrayList<>();
  private boolean authToken;

  /** The defaults: on WebSockets, and nothing in front but the endpoint's interceptors. */
  public MountOptions() {}

  /** Changes the options of the WebSocket transport, which is on by default. */
  public MountOptions websocket(Consumer<? super WebSocketOptions> change) {
    WebSocketOptions options = websocket != null ? websocket : new WebSocketOptions();
    change.accept(options);
    this.websocket = options;
    return this;
  }

  /** Takes the socket off WebSockets. */
  public MountOptions noWebSocket() {
    this.websocket = null;
    return this;
  }

  /** Whether phoenix.js's {@code authToken} is taken, on all transports; false by default. */
  public MountOptions authToken(boolean taken) {
    this.authToken = taken;
    return this;
  }

  /** Adds an interceptor for this mount alone, behind the endpoint's. */
  public MountOptions interceptor(HandshakeInterceptor interceptor) {
    interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
    return this;
  }

  @Nullable WebSocketOptions websocket() {
    return websocket;
  }

  boolean authToken() {
    return authToken;
  }

  List<HandshakeInterceptor> interceptors() {
    return List.copyOf(interceptors);
  }
}
