package dev.anqa.pubsub;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster inside one JVM: what is sent is received on the thread that sends. For tests of what is
 * above an adapter.
 */
public final class MemoryCluster {
  private final Map<String, Node> started = new ConcurrentHashMap<>();

  /** An adapter for a new node. */
  public Adapter adapter(String nodeName) {
    return new Node(nodeName);
  }

  private final class Node implements Adapter {
    private final String name;

    /** Null before the start and after the end. */
    private volatile @Nullable Receiver receiver;

    Node(String name) {
      this.name = name;
    }

    @Override
    public void start(Receiver receiver) {
      this.receiver = receiver;
      if (started.putIfAbsent(name, this) != null) {
        throw new IllegalStateException("node name: " + name + " (expected: one of its own)");
      }
    }

    @Override
    public String nodeName() {
      return name;
    }

    @Override
    public List<String> members() {
      return receiver == null ? List.of() : List.copyOf(started.keySet());
    }

    @Override
    public BroadcastResult broadcast(Broadcast broadcast) {
      if (receiver == null) {
        return BroadcastResult.failed("stopped");
      }
      for (Node node : started.values()) {
        if (node != this) {
          node.take(broadcast);
        }
      }
      return BroadcastResult.ok();
    }

    @Override
    public BroadcastResult directBroadcast(String node, Broadcast broadcast) {
      if (receiver == null) {
        return BroadcastResult.failed("stopped");
      }
      Node target = started.get(node);
      if (target != null) {
        target.take(broadcast);
      }
      return BroadcastResult.ok();
    }

    private void take(Broadcast broadcast) {
      Receiver here = receiver;
      if (here != null) {
        try {
          here.receive(broadcast);
        } catch (RuntimeException e) {
          Thread thread = Thread.currentThread(); // Not the sender's business.
          thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
      }
    }

    @Override
    public void close() {
      receiver = null;
      started.remove(name, this);
    }
  }
}
