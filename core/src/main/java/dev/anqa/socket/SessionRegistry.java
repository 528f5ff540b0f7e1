package dev.anqa.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections of an endpoint that stand; the counterpart of {@code Phoenix.Debug}. Any thread
 * may call; nothing waits for a connection.
 */
public final class SessionRegistry {
  private final Set<SocketSession> sessions = ConcurrentHashMap.newKeySet();

  /** An empty one, for one endpoint. */
  public SessionRegistry() {}

  void add(SocketSession session) {
    sessions.add(session);
  }

  void remove(SocketSession session) {
    sessions.remove(session);
  }

  /** How many connections with channels there are. */
  public int count() {
    return sessions.size();
  }

  /** All connections, in no order. */
  public List<SocketInfo> sockets() {
    List<SocketInfo> all = new ArrayList<>();
    for (SocketSession session : sessions) {
      all.add(session.info());
    }
    return all;
  }

  /**
   * Kills one channel of a topic, as if its process had been killed: {@code terminate} is not
   * called, its client sees {@code phx_error}.
   *
   * @return false if nobody on this node has joined the topic
   */
  public boolean kill(String topic) {
    for (SocketSession session : sessions) {
      if (session.hasJoined(topic)) {
        session.kill(topic);
        return true;
      }
    }
    return false;
  }

  /** Closes all connections with 1012; their channels end as draining. */
  public void drain() {
    sessions.forEach(SocketSession::drain);
  }
}
