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

  /** Null if the socket is not offered on long-poll. */
  private @Nullable LongPollOptions longpoll;

  private final List<Other> others = new ArrayList<>();
  private final List<HandshakeInterceptor> interceptors = new ArrayList<>();
  private boolean authToken;
  private boolean drained = true;

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

  /** Offers the socket on long-poll too, where it is not by default. */
  public MountOptions longpoll() {
    return longpoll(_ -> {});
  }

  /**
   * As {@link #longpoll()}, and changes the options. The endpoint needs a {@code secretKeyBase},
   * which the tokens of sessions are signed with.
   */
  public MountOptions longpoll(Consumer<? super LongPollOptions> change) {
    LongPollOptions options = longpoll != null ? longpoll : new LongPollOptions();
    change.accept(options);
    this.longpoll = options;
    return this;
  }

  /** Offers the socket on a transport from elsewhere, for this mount alone. */
  public MountOptions transport(Transport transport) {
    return transport(transport, _ -> {});
  }

  /** As {@link #transport(Transport)}, and changes what every transport can be told. */
  public MountOptions transport(Transport transport, Consumer<? super TransportOptions<?>> change) {
    OtherOptions options = new OtherOptions(transport.name());
    change.accept(options);
    others.add(new Other(transport, options));
    return this;
  }

  /** A transport from elsewhere, and what it was told. */
  record Other(Transport transport, OtherOptions options) {}

  /** Whether phoenix.js's {@code authToken} is taken, on all transports; false by default. */
  public MountOptions authToken(boolean taken) {
    this.authToken = taken;
    return this;
  }

  /**
   * Whether the endpoint's drainer parts from the connections of this mount when the endpoint
   * stops; true by default, and false in Phoenix's {@code drainer: false}. If not, nobody waits for
   * them: they stand until the others have gone, and are then closed at once, with 1012. Nor are
   * they closed for their age, see {@link dev.anqa.socket.DrainerOptions#maxConnectionAge}.
   */
  public MountOptions drainer(boolean on) {
    this.drained = on;
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

  @Nullable LongPollOptions longpollOptions() {
    return longpoll;
  }

  List<Other> others() {
    return List.copyOf(others);
  }

  boolean authToken() {
    return authToken;
  }

  boolean drained() {
    return drained;
  }

  List<HandshakeInterceptor> interceptors() {
    return List.copyOf(interceptors);
  }
}
