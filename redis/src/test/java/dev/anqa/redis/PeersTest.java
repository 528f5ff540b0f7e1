package dev.anqa.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.pubsub.AdapterEvent.MalformedFrame;
import dev.anqa.pubsub.AdapterEvent.NodeJoined;
import dev.anqa.pubsub.AdapterEvent.NodeLeft;
import dev.anqa.redis.Envelope.Bye;
import dev.anqa.redis.Envelope.Hello;
import dev.anqa.redis.Envelope.Origin;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PeersTest {
  private final Peers peers = new Peers("own", Duration.ofNanos(100));

  private static Hello hello(long node, int link, String name) {
    return new Hello(new Origin(node, link), name);
  }

  private static Bye bye(long node, int link) {
    return new Bye(new Origin(node, link));
  }

  @Test
  void knowsWhoSaidHelloLately() {
    assertThat(peers.names()).containsExactly("own");

    assertThat(peers.hello(hello(1, 1, "b"), 0)).containsExactly(new NodeJoined("b"));
    assertThat(peers.hello(hello(2, 1, "a"), 50)).containsExactly(new NodeJoined("a"));
    assertThat(peers.hello(hello(1, 1, "b"), 60)).isEmpty();

    assertThat(peers.names()).containsExactly("own", "a", "b");
    assertThat(peers.expire(150)).isEmpty();
    assertThat(peers.expire(151)).containsExactly(new NodeLeft("a"));
    assertThat(peers.names()).containsExactly("own", "b");
  }

  @Test
  void forgetsWhoSaysBye() {
    peers.hello(hello(1, 1, "b"), 0);

    assertThat(peers.bye(bye(1, 1))).containsExactly(new NodeLeft("b"));
    assertThat(peers.bye(bye(1, 1))).isEmpty();
    assertThat(peers.names()).containsExactly("own");
  }

  @Test
  void takesANodeWithANewNumberForOneThatDiedAndCameBack() {
    peers.hello(hello(1, 1, "b"), 0);

    assertThat(peers.hello(hello(2, 1, "b"), 10))
        .containsExactly(new NodeLeft("b"), new NodeJoined("b"));
    assertThat(peers.expire(105)).isEmpty();
    assertThat(peers.names()).containsExactly("own", "b");
  }

  @Test
  void seesThroughWhatComesFromALinkThatWasGivenUp() {
    assertThat(peers.sender(new Origin(0x1f, 1))).isEqualTo("node #1f");
    peers.hello(hello(0x1f, 2, "b"), 0);

    assertThat(peers.sender(new Origin(0x1f, 1))).isNull();
    assertThat(peers.sender(new Origin(0x1f, 2))).isEqualTo("b");
    assertThat(peers.sender(new Origin(0x1f, 3))).isEqualTo("b");
    assertThat(peers.hello(hello(0x1f, 1, "c"), 90)).isEmpty();
    assertThat(peers.bye(bye(0x1f, 1))).isEmpty();
    assertThat(peers.names()).containsExactly("own", "b");
    assertThat(peers.expire(101)).containsExactly(new NodeLeft("b"));
  }

  @Test
  void remembersNoMoreThanItsBound() {
    for (int node = 0; node < Peers.MAX; node++) {
      peers.hello(hello(node, 1, "n" + node), 0);
    }

    assertThat(peers.hello(hello(-1, 1, "more"), 0))
        .containsExactly(
            new MalformedFrame("more", "a hello of one node more (expected: <= 4096 nodes)"));
    assertThat(peers.hello(hello(5, 1, "n5"), 0)).isEmpty();
    assertThat(peers.names()).hasSize(Peers.MAX + 1);
  }
}
