package dev.anqa.redis;

import dev.anqa.pubsub.AdapterEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which other nodes are there: those whose hello came lately. Redis itself does not know; in a
 * Redis Cluster, not even who subscribes.
 *
 * <p>Any thread may call; events are returned, to be told without the lock.
 */
final class Peers {
  /** How many are remembered; whoever can publish could invent any number. */
  static final int MAX = 4_096;

  private final String own;
  private final long timeoutNanos;

  /** By the node's number. Touched under the lock of this. */
  private final Map<Long, Peer> byNode = new HashMap<>();

  private record Peer(String name, int link, long heardNanos) {}

  /**
   * Begins with none.
   *
   * @param own this node's name
   * @param timeout after which silence one is given up
   */
  Peers(String own, Duration timeout) {
    this.own = own;
    this.timeoutNanos = timeout.toNanos();
  }

  /** Takes a hello, and returns what is new in it. */
  synchronized List<AdapterEvent> hello(Envelope.Hello hello, long nowNanos) {
    Envelope.Origin origin = hello.origin();
    Peer known = byNode.get(origin.node());
    if (known != null && origin.link() < known.link) {
      return List.of(); // Redis kept it for longer than the link it came on.
    }
    if (known == null && byNode.size() == MAX) {
      return List.of(
          new AdapterEvent.MalformedFrame(
              hello.name(), "a hello of one node more (expected: <= " + MAX + " nodes)"));
    }
    List<AdapterEvent> news = new ArrayList<>();
    if (known == null) {
      if (byNode.values().removeIf(peer -> peer.name.equals(hello.name()))) {
        news.add(new AdapterEvent.NodeLeft(hello.name())); // It died, and came back at once.
      }
      news.add(new AdapterEvent.NodeJoined(hello.name()));
    }
    byNode.put(origin.node(), new Peer(hello.name(), origin.link(), nowNanos));
    return news;
  }

  /** Takes a bye. */
  synchronized List<AdapterEvent> bye(Envelope.Bye bye) {
    Peer known = byNode.get(bye.origin().node());
    if (known == null || bye.origin().link() < known.link) {
      return List.of();
    }
    byNode.remove(bye.origin().node());
    return List.of(new AdapterEvent.NodeLeft(known.name));
  }

  /** Gives up those that have been silent for too long. */
  synchronized List<AdapterEvent> expire(long nowNanos) {
    List<AdapterEvent> news = new ArrayList<>();
    byNode
        .values()
        .removeIf(peer -> {
          boolean silent = nowNanos - peer.heardNanos > timeoutNanos;
          if (silent) {
            news.add(new AdapterEvent.NodeLeft(peer.name));
          }
          return silent;
        });
    return news;
  }

  /**
   * What is known of a sender, its name or its number; null if it has given up the link that this
   * came on. It has told that what was under way there is lost, and what it sent on its next link
   * may be here already.
   */
  synchronized @Nullable String sender(Envelope.Origin origin) {
    Peer known = byNode.get(origin.node());
    if (known == null) {
      return "node #" + Long.toHexString(origin.node());
    }
    return origin.link() < known.link ? null : known.name;
  }

  /** The names of all, this node's own first. */
  synchronized List<String> names() {
    return Stream.concat(Stream.of(own), byNode.values().stream().map(Peer::name).sorted())
        .distinct()
        .toList();
  }
}
