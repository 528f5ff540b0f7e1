package dev.anqa.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.ClusterAdapterContract;
import java.util.List;

/** Several nodes in one JVM, each with its own port of the loopback address. */
final class ClusterContractTest extends ClusterAdapterContract {
  private final TestCluster cluster = new TestCluster();

  @Override
  protected Adapter adapter(String nodeName) {
    return cluster.node(nodeName).build();
  }

  @Override
  protected void awaitConnected(List<Adapter> started) {
    List<String> names = started.stream().map(Adapter::nodeName).toList();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(started)
                .allSatisfy(each ->
                    assertThat(((Cluster) each).members())
                        .containsExactlyInAnyOrderElementsOf(names)));
  }
}
