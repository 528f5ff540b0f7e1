package dev.anqa.socket;

import dev.anqa.telemetry.SocketSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections of an endpoint that stand; the counterpart of {@code Phoenix.Debug}. Any thread
 * may call; nothing waits for a connection.
 */
public final class SessionRegistry {
  /** By the number of the connection. */
  private final ConcurrentSkipListMap<Long, SocketSession> sessions = new ConcurrentSkipListMap<>();

  private final AtomicLong connections = new AtomicLong();

  /** An empty one, for one endpoint. */
  public SessionRegistry() {}

  /**
   * What telemetry calls a connection that is made now, with the next number.
   *
   * @param socket the name of the socket handler
   * @param id which the handler gave it; null for none
   */
  public SocketSource source(String socket, @Nullable String id, ConnectRequest request) {
    long number = connections.incrementAndGet();
    return new SocketSource(socket, id, request.transport(), request.info().peer(), number);
  }

  void add(SocketSession session) {
    sessions.put(session.source().connection(), session);
  }

  void remove(SocketSession session) {
    sessions.remove(session.source().connection());
  }

  /** How many connections with channels there are; walks over all of them. */
  public int count() {
    return sessions.size();
  }

  /** All connections, the oldest first. */
  public List<SocketInfo> sockets() {
    return sockets(0, Integer.MAX_VALUE, _ -> true);
  }

  /**
   * The next connections of those that fit, the oldest first.
   *
   * @param after above this number
   * @param limit at most so many
   */
  public List<SocketInfo> sockets(long after, int limit, Predicate<? super SocketSource> filter) {
    return sessions.tailMap(after, /* inclusive= */ false).values().stream()
        .filter(session -> filter.test(session.source()))
        .limit(limit)
        .map(SocketSession::info)
        .toList();
  }

  /** The connection of a number, if it stands. */
  public Optional<SocketInfo> socket(long connection) {
    return Optional.ofNullable(sessions.get(connection)).map(SocketSession::info);
  }

  /**
   * A channel of a connection, asked for its state; empty if the connection or the channel is not
   * there.
   *
   * @param bound how long the channel may take to answer
   */
  public Optional<ChannelView> channel(long connection, String topic, Duration bound) {
    SocketSession session = sessions.get(connection);
    return session == null ? Optional.empty() : Optional.ofNullable(session.view(topic, bound));
  }

  /** Closes a connection with 1001; false if it is not there. */
  public boolean disconnect(long connection) {
    SocketSession session = sessions.get(connection);
    if (session != null) {
      session.disconnect();
    }
    return session != null;
  }

  /**
   * Ends one channel of a connection in an orderly way, behind what waits in its mailbox: {@code
   * terminate} is called, and its client sees {@code phx_close}.
   *
   * @return false if the connection or the channel is not there
   */
  public boolean kick(long connection, String topic) {
    SocketSession session = sessions.get(connection);
    if (session == null || !session.hasJoined(topic)) {
      return false;
    }
    session.kick(topic);
    return true;
  }

  /**
   * Kills one channel of a topic, as if its process had been killed: {@code terminate} is not
   * called, its client sees {@code phx_error}.
   *
   * @return false if nobody on this node has joined the topic
   */
  public boolean kill(String topic) {
    for (SocketSession session : sessions.values()) {
      if (session.hasJoined(topic)) {
        session.kill(topic);
        return true;
      }
    }
    return false;
  }

  /** Closes all connections with 1012; their channels end as draining. */
  public void drain() {
    sessions.values().forEach(SocketSession::drain);
  }
}
