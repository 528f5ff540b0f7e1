package dev.anqa.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.socket.SocketHandler;
import dev.anqa.testkit.TestChannel;
import dev.anqa.testkit.TestEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How pages come to the numbers of nodes; in virtual time. */
final class StatsChannelTest {
  private static final String WANTED = "b anqa:dashboard:wanted:web";

  private final List<String> wanted = new ArrayList<>();

  private final StatsChannel.Nodes nodes =
      new StatsChannel.Nodes(
          "web", "a", () -> List.of("a", "b"), (node, topic) -> wanted.add(node + " " + topic));

  private final TestEndpoint endpoint =
      TestEndpoint.of(
          SocketHandler.anonymous()
              .channel("anqa:dashboard:stats:*", () -> new StatsChannel(nodes, sampler())));

  private final Sampler sampler =
      new Sampler(endpoint.time(), Runnable::run, this::look, this::publish, _ -> {});

  private Sampler sampler() {
    return sampler;
  }

  private Reading look() {
    return new Reading(
        endpoint.time().nanos(), endpoint.time().now(), Map.of(), Map.of(), List.of());
  }

  private void publish(Sample sample) {
    endpoint.broadcast(nodes.ownTopic(), "sample", sample);
  }

  @Test
  void tellsAllPagesWithOneLook() {
    TestChannel one = endpoint.connect().join("anqa:dashboard:stats:web:a");
    TestChannel two = endpoint.connect().join("anqa:dashboard:stats:web:a");

    endpoint.advance(Duration.ofSeconds(1));

    one.assertPush("sample");
    two.assertPush("sample");
    assertThat(sampler.history()).hasSize(2);
    assertThat(wanted).isEmpty();
  }

  @Test
  void asksAnotherNodeForItsNumbersAsLongAsThePageIsThere() {
    TestChannel other = endpoint.connect().join("anqa:dashboard:stats:web:b");
    assertThat(wanted).containsExactly(WANTED);

    endpoint.advance(StatsChannel.RENEWAL);
    assertThat(wanted).containsExactly(WANTED, WANTED);

    other.leave();
    endpoint.advance(StatsChannel.RENEWAL.multipliedBy(5));
    assertThat(wanted).hasSize(2);
  }

  @Test
  void knowsOnlyItsOwnEndpointOnNodesOfTheCluster() {
    assertThat(endpoint.connect().assertJoinRefused("anqa:dashboard:stats:web:c").payload().map())
        .isEqualTo(Map.of("reason", "no such node"));
    assertThat(endpoint.connect().assertJoinRefused("anqa:dashboard:stats:other:a").payload().map())
        .isEqualTo(Map.of("reason", "no such endpoint"));
    assertThat(wanted).isEmpty();
  }

  @Test
  void renewsWellWithinTheLease() {
    assertThat(StatsChannel.RENEWAL.multipliedBy(2)).isLessThan(Sampler.LEASE);
  }
}
