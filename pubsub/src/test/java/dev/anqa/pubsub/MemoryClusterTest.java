package dev.anqa.pubsub;

/** Holds the cluster that other tests stand on, and the contract itself. */
final class MemoryClusterTest extends ClusterAdapterContract {
  private final MemoryCluster cluster = new MemoryCluster();

  @Override
  protected Adapter adapter(String nodeName) {
    return cluster.adapter(nodeName);
  }
}
