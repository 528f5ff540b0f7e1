package dev.anqa.socket;

import dev.anqa.channel.Assigns;
import dev.anqa.channel.Channel;
import dev.anqa.channel.SlowPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A socket with channels: who may connect, under which id, and which topics lead where; what {@code
 * use Phoenix.Socket} makes.
 *
 * <p>Immutable: each method that sets something returns a changed copy.
 *
 * <pre>{@code
 * SocketHandler.connecting("UserSocket", request -> {
 *       String user = verify(request.params().string("token"));
 *       return user == null ? ConnectResult.refused() : ConnectResult.ok(Map.of("user", user)).id("users:" + user);
 *     })
 *     .channel("room:*", RoomChannel::new)
 *     .channel("stat", StatChannel::new);
 * }</pre>
 *
 * <p>Ports {@code lib/phoenix/socket.ex}. Differs in: {@code connect} returns id and assigns at
 * once, and an id that is no string cannot be written.
 */
public final class SocketHandler implements MountedSocket {
  /** Decides who may connect. */
  @FunctionalInterface
  public interface Connect {
    /**
     * Accepts or refuses a client; called on a virtual thread, may block.
     *
     * @throws Exception anything: the client gets HTTP 500
     */
    ConnectResult connect(ConnectRequest request) throws Exception;
  }

  private final String name;
  private final Connect connect;
  private final List<Route> routes;
  private final SocketLimits limits;

  private SocketHandler(String name, Connect connect, List<Route> routes, SocketLimits limits) {
    this.name = name;
    this.connect = connect;
    this.routes = routes;
    this.limits = limits;
  }

  /** A socket that accepts everybody, without an id. */
  public static SocketHandler anonymous() {
    return connecting("AnonymousSocket", _ -> ConnectResult.ok());
  }

  /**
   * A socket that decides who may connect.
   *
   * @param name for logs and metrics, such as {@code UserSocket}
   */
  public static SocketHandler connecting(String name, Connect connect) {
    return new SocketHandler(
        Objects.requireNonNull(name, "name"),
        Objects.requireNonNull(connect, "connect"),
        List.of(),
        SocketLimits.standard());
  }

  /**
   * Leads topics to a channel; the first pattern that matches wins.
   *
   * @param pattern a literal topic, or a prefix that ends in {@code *}
   * @param channel makes the channel of one join
   * @throws IllegalArgumentException if there is a {@code *} elsewhere
   */
  public SocketHandler channel(String pattern, Supplier<? extends Channel> channel) {
    return channel(pattern, channel, Map.of());
  }

  /** As {@link #channel(String, Supplier)}, with values merged over the socket's assigns. */
  public SocketHandler channel(
      String pattern, Supplier<? extends Channel> channel, Map<String, ?> assigns) {
    return with(pattern, channel, Assigns.of(assigns), Route.Work.QUICK);
  }

  /**
   * As {@link #channel(String, Supplier)}, for channels whose callbacks compute for milliseconds on
   * end. They never run on an event loop; where others may, one that computes holds up all other
   * clients of its loop, until that is noticed. Blocking is no reason for this.
   */
  public SocketHandler computing(String pattern, Supplier<? extends Channel> channel) {
    return with(pattern, channel, Assigns.none(), Route.Work.COMPUTING);
  }

  private SocketHandler with(
      String pattern, Supplier<? extends Channel> channel, Assigns assigns, Route.Work work) {
    List<Route> more = new ArrayList<>(routes);
    more.add(new Route(pattern, channel, assigns, SlowPolicy.close(), work));
    return new SocketHandler(name, connect, List.copyOf(more), limits);
  }

  /**
   * The same channels and limits, with somebody else to decide who may connect; for tests that are
   * not about that.
   */
  public SocketHandler connecting(Connect connect) {
    return new SocketHandler(name, Objects.requireNonNull(connect, "connect"), routes, limits);
  }

  /**
   * Says what becomes of what the channels of a route push and broadcast to a client that does not
   * read; by default its connection is closed with 1013 when there is too much.
   *
   * @param pattern of a route that was added before
   * @throws IllegalArgumentException if there is no such route
   */
  public SocketHandler whenSlow(String pattern, SlowPolicy policy) {
    Objects.requireNonNull(policy, "policy");
    List<Route> changed = new ArrayList<>();
    for (Route route : routes) {
      boolean meant = route.pattern().equals(pattern);
      changed.add(meant ? route.with(policy) : route);
    }
    if (routes.stream().noneMatch(r -> r.pattern().equals(pattern))) {
      throw new IllegalArgumentException(
          "whenSlow: \"%s\" (expected a pattern that was added by channel: %s)"
              .formatted(pattern, routes.stream().map(Route::pattern).toList()));
    }
    return new SocketHandler(name, connect, List.copyOf(changed), limits);
  }

  /** Other limits for each connection. */
  public SocketHandler limits(SocketLimits limits) {
    return new SocketHandler(name, connect, routes, limits);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome connect(ConnectRequest request, SocketRuntime runtime) throws Exception {
    return Connecting.connect(this, connect, request, runtime);
  }

  @Override
  public SocketLimits limits() {
    return limits;
  }

  @Nullable Route route(String topic) {
    for (Route route : routes) {
      if (route.matches(topic)) {
        return route;
      }
    }
    return null;
  }
}
