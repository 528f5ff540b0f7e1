package dev.anqa.socket;

import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.ChannelSource;
import dev.anqa.telemetry.SocketSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connections of an endpoint that stand; the counterpart of {@code Phoenix.Debug}. Any thread
 * may call; nothing waits for a connection.
 */
public final class SessionRegistry {
  /** After how long one that is old is asked again, if its loop had too much to do. */
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

  /** For one that was asked to end. */
  private static final Time.Timer DRAINING = () -> {};

  /** By the number of the connection. */
  private final ConcurrentSkipListMap<Long, Drainable> sessions = new ConcurrentSkipListMap<>();

  private final AtomicLong connections = new AtomicLong();

  /** How many of them the drainer asks. */
  private final AtomicInteger drained = new AtomicInteger();

  /** What ends a connection at its age, or {@link #DRAINING}; nothing for the others. */
  private final Map<Drainable, Time.Timer> ends = new ConcurrentHashMap<>();

  /** Null to let connections grow as old as they like. */
  private final @Nullable Aging aging;

  /** Run whenever the last of these has gone; null for nothing. */
  private volatile @Nullable Runnable whenEmpty;

  /** How old connections grow. */
  private record Aging(
      Duration maximum, double jitter, Duration patience, Time time, RandomGenerator random) {
    /** Drawn evenly from the last part of the maximum, so that a crowd does not leave as one. */
    Duration draw() {
      long nanos = maximum.toNanos();
      return Duration.ofNanos(nanos - (long) (nanos * jitter * random.nextDouble()));
    }
  }

  /** An empty one, for one endpoint, whose connections grow as old as they like. */
  public SessionRegistry() {
    this.aging = null;
  }

  /**
   * An empty one, for one endpoint.
   *
   * @param options say how old connections grow
   * @param random for the jitter; any thread may call it
   */
  public SessionRegistry(DrainerOptions options, Time time, RandomGenerator random) {
    DrainerSettings settings = options.settings();
    Duration maximum = settings.maxConnectionAge();
    this.aging =
        maximum == null
            ? null
            : new Aging(maximum, settings.ageJitter(), settings.answerWithin(), time, random);
  }

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

  void add(Drainable session) {
    if (session.isDrained()) {
      drained.getAndIncrement();
    }
    sessions.put(session.source().connection(), session);
    Aging bound = aging;
    if (bound != null && session.isDrained()) {
      endAfter(bound.draw(), session, bound);
    }
  }

  private void endAfter(Duration delay, Drainable session, Aging bound) {
    Time.Timer timer = bound.time().after(delay, () -> endOfAge(session, bound));
    if (ends.putIfAbsent(session, timer) != null) {
      timer.cancel(); // It was asked already.
    } else if (!sessions.containsKey(session.source().connection())) { // It has gone meanwhile.
      timer.cancel();
      ends.remove(session, timer);
    }
  }

  private void endOfAge(Drainable session, Aging bound) {
    if (!drain(session, bound.patience())) { // Its loop is overloaded, if it is still there.
      endAfter(AGAIN_AFTER, session, bound);
    }
  }

  void remove(Drainable session) {
    boolean stood = sessions.remove(session.source().connection()) != null;
    Time.Timer timer = ends.remove(session);
    if (timer != null) {
      timer.cancel();
    }
    if (stood && session.isDrained()) {
      int left = drained.decrementAndGet();
      Runnable told = whenEmpty;
      if (told != null && left == 0) {
        told.run();
      }
    }
  }

  /** Whether a connection is one of these, and stands. */
  public boolean has(SocketSource source) {
    Drainable session = sessions.get(source.connection());
    return session != null && session.source().equals(source);
  }

  /** How many connections there are, those without channels included; walks over all of them. */
  public int count() {
    return sessions.size();
  }

  /**
   * Shows all connections, those without channels included, and each joined channel with the number
   * of messages that wait for it; a moment old.
   */
  public void walk(
      Consumer<? super SocketSource> connection, ObjIntConsumer<? super ChannelSource> channel) {
    for (Drainable each : sessions.values()) {
      connection.accept(each.source());
      if (each instanceof SocketSession session) {
        session.walk(channel);
      }
    }
  }

  /** All connections with channels, the oldest first. */
  public List<SocketInfo> sockets() {
    return sockets(0, Integer.MAX_VALUE, _ -> true);
  }

  /**
   * The next connections with channels, of those that fit; the oldest first.
   *
   * @param after above this number
   * @param limit at most so many
   */
  public List<SocketInfo> sockets(long after, int limit, Predicate<? super SocketSource> filter) {
    return sessions.tailMap(after, /* inclusive= */ false).values().stream()
        .filter(SocketSession.class::isInstance)
        .map(SocketSession.class::cast)
        .filter(session -> filter.test(session.source()))
        .limit(limit)
        .map(SocketSession::info)
        .toList();
  }

  /** The connection of a number, if it stands. */
  public Optional<SocketInfo> socket(long connection) {
    return Optional.ofNullable(find(connection)).map(SocketSession::info);
  }

  /**
   * A channel of a connection, asked for its state; empty if the connection or the channel is not
   * there.
   *
   * @param bound how long the channel may take to answer
   */
  public Optional<ChannelView> channel(long connection, String topic, Duration bound) {
    SocketSession session = find(connection);
    return session == null ? Optional.empty() : Optional.ofNullable(session.view(topic, bound));
  }

  private @Nullable SocketSession find(long connection) {
    return sessions.get(connection) instanceof SocketSession session ? session : null;
  }

  /** Closes a connection with 1001; false if it is not there. */
  public boolean disconnect(long connection) {
    SocketSession session = find(connection);
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
    SocketSession session = find(connection);
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
    for (Drainable each : sessions.values()) {
      if (each instanceof SocketSession session && session.hasJoined(topic)) {
        session.kill(topic);
        return true;
      }
    }
    return false;
  }

  // ---- for the drainer

  /**
   * Asks connections to end that were not asked before, the oldest first; see {@link
   * Drainable#drain}.
   *
   * @param most how many at most
   * @return how many there were
   */
  int drain(int most, Duration patience) {
    int asked = 0;
    for (Drainable session : sessions.values()) {
      if (asked == most) {
        break;
      }
      asked += session.isDrained() && drain(session, patience) ? 1 : 0;
    }
    return asked;
  }

  private boolean drain(Drainable session, Duration patience) {
    Time.Timer timer = ends.put(session, DRAINING);
    if (timer == DRAINING) {
      return false;
    }
    if (timer != null) {
      timer.cancel();
    }
    if (!sessions.containsKey(session.source().connection())) { // It has gone meanwhile.
      ends.remove(session);
      return false;
    }
    try {
      session.drain(patience);
      return true;
    } catch (RejectedExecutionException e) { // Its loop is overloaded: another time.
      ends.remove(session);
      return false;
    }
  }

  /** How many connections are to be asked, or have been and stand. */
  int drained() {
    return drained.get();
  }

  /** Has a task run when none of these is left: now, and whenever the last one goes. */
  void whenEmpty(Runnable task) {
    whenEmpty = task;
    if (drained.get() == 0) {
      task.run();
    }
  }
}
