package dev.anqa.metrics;

import dev.anqa.telemetry.ChannelSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * A meter for each socket and route. Any thread may ask; asked again, it allocates nothing, as it
 * is asked for each message.
 */
final class ByRoute<M> {
  private final ConcurrentHashMap<String, ConcurrentHashMap<String, M>> sockets =
      new ConcurrentHashMap<>();
  private final BiFunction<String, String, M> make;

  /**
   * None yet.
   *
   * @param make makes the meter of a socket and route
   */
  ByRoute(BiFunction<String, String, M> make) {
    this.make = make;
  }

  M of(ChannelSource source) {
    String socket = source.socket();
    ConcurrentHashMap<String, M> routes = sockets.get(socket);
    if (routes == null) {
      routes = sockets.computeIfAbsent(socket, _ -> new ConcurrentHashMap<>());
    }
    M known = routes.get(source.route());
    return known != null
        ? known
        : routes.computeIfAbsent(source.route(), route -> make.apply(socket, route));
  }
}
