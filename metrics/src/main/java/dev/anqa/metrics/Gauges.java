package dev.anqa.metrics;

import dev.anqa.inspect.Census;
import dev.anqa.socket.SessionRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How many connections and channels there are, and what waits for them. Looks at the node when a
 * registry asks, once for all gauges that are asked within a second. Any thread may call.
 */
final class Gauges {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SessionRegistry sessions;
  private final Meters meters;

  /** The labels that have gauges. */
  private final Set<Census.Key> transports = ConcurrentHashMap.newKeySet();

  private final Set<Census.Key> routes = ConcurrentHashMap.newKeySet();

  /** The last one; null before the first. Several threads may take one at once, and one stays. */
  private volatile @Nullable Census census;

  Gauges(SessionRegistry sessions, Meters meters) {
    this.sessions = sessions;
    this.meters = meters;
  }

  private Census census() {
    Census last = census;
    if (last == null || meters.nanos() - last.nanos() >= FRESH_NANOS) {
      last = Census.take(sessions, meters::nanos);
      census = last;
    }
    return last;
  }

  /** Makes the gauges of all labels that there are now. */
  void find() {
    Census now = census();
    now.connections().keySet().forEach(key -> connections(key.socket(), key.other()));
    now.channels().keySet().forEach(key -> channels(key.socket(), key.other()));
  }

  /** Makes the gauge of a handler and transport, if it is not there. */
  void connections(String socket, String transport) {
    Census.Key key = new Census.Key(socket, transport);
    if (transports.add(key)) {
      meters.gauge(
          "anqa.connections",
          "Connections that stand",
          () -> census().connections().getOrDefault(key, 0),
          "socket",
          socket,
          "transport",
          transport);
    }
  }

  /** Makes the gauges of a handler and route, if they are not there. */
  void channels(String socket, String route) {
    Census.Key key = new Census.Key(socket, route);
    if (routes.add(key)) {
      channels("anqa.channels", "Joined channels", key, Census.Channels::count);
      channels(
          "anqa.mailbox.messages",
          "Messages that wait for channels",
          key,
          Census.Channels::waiting);
      channels(
          "anqa.mailbox.depth",
          "Messages that wait for the channel for which most do",
          key,
          Census.Channels::deepest);
    }
  }

  private void channels(
      String name, String description, Census.Key key, ToDoubleFunction<Census.Channels> value) {
    meters.gauge(
        name,
        description,
        () -> value.applyAsDouble(census().channels().getOrDefault(key, Census.Channels.NONE)),
        "socket",
        key.socket(),
        "route",
        key.other());
  }
}
