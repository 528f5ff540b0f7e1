package dev.anqa.conformance.clients;

import dev.anqa.pubsub.MemoryCluster;
import dev.anqa.pubsub.PubSub;

/** Two nodes with dashboards and clients, and one without an endpoint, in one process. */
final class WatchedCluster implements AutoCloseable {
  private static final String HOSTILE = "room:<img src=x onerror='window.hacked=1'>";

  private final MemoryCluster cluster = new MemoryCluster();
  private final PubSub one = PubSub.builder().adapter(cluster.adapter("north")).build();
  private final PubSub two = PubSub.builder().adapter(cluster.adapter("south")).build();
  private final PubSub deaf = PubSub.builder().adapter(cluster.adapter("deaf")).build();
  private final Watched north = new Watched(one);
  private final Watched south = new Watched(two);

  WatchedCluster() {
    north
        .with("ann", "room:lobby", "room:garden", "room:private")
        .with("bob", "room:lobby")
        .with("cid", "room:lobby", "room:kitchen")
        .with("dan", "room:cellar")
        .with("%3Cb%3Eeve", HOSTILE);
    for (int i = 1; i <= 20; i++) {
      north.with("user-" + i, "room:hall-" + i % 6, "room:tower-" + i % 5);
    }
    south.with("fay", "room:lobby", "room:attic").with("gus", "room:attic");
  }

  /**
   * Runs for people who work on the page, until it is killed. With the resources of the module in
   * front of the class path, a file that is changed is served at once.
   */
  static void main() {
    System.out.println(new WatchedCluster().page());
  }

  /** Where the page of the first node is. */
  String page() {
    return north.page();
  }

  @Override
  public void close() {
    north.close();
    south.close();
    one.close();
    two.close();
    deaf.close();
  }
}
