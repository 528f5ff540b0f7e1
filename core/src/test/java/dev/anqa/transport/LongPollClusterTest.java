package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.MemoryCluster;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.serializer.Frame;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.token.Token;
import dev.anqa.transport.LongPollClient.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Requests that come to another node than the one that has the session. */
final class LongPollClusterTest {
  private final MemoryCluster cluster = new MemoryCluster();

  private LongPollNode node(String name) {
    return node(name, _ -> {});
  }

  private LongPollNode node(String name, Consumer<? super LongPollOptions> options) {
    return LongPollNode.start(
        PubSub.builder().adapter(cluster.adapter(name)).build(), null, options);
  }

  /** A client of one node with a session on another. */
  private static LongPollClient connected(LongPollNode owner, LongPollNode other) throws Exception {
    LongPollClient client = other.client();
    client.token = owner.connected().token;
    return client;
  }

  @Test
  void findsTheSessionOnItsNode() throws Exception {
    try (LongPollNode a = node("a");
        LongPollNode b = node("b")) {
      LongPollClient client = connected(a, b);
      a.session().onText = RecordingSession::echo;

      assertThat(client.postLines("[1]", "[2]").status()).isEqualTo(200);
      assertThat(client.messages(2)).containsExactly("[1]", "[2]");

      assertThat(b.sessions).isEmpty();
    }
  }

  @Test
  void answersAPollThatWaitsOnAnotherNode() throws Exception {
    try (LongPollNode a = node("a");
        LongPollNode b = node("b")) {
      LongPollClient client = connected(a, b);

      CompletableFuture<Reply> poll = client.getAsync();
      await().until(() -> b.endpoint.pubsub().topics().size() == 1);
      a.session().outbound.send(new Frame.Text("hello".getBytes(UTF_8)));

      assertThat(poll.get().messages()).containsExactly("hello");
    }
  }

  @Test
  void takesASessionForGoneWhoseNodeDoesNotAnswer() throws Exception {
    try (LongPollNode a = node("a");
        LongPollNode b = node("b", o -> o.pubsubTimeout(Duration.ofMillis(200)))) {
      LongPollClient client = connected(a, b);
      a.endpoint.close();

      assertThat(client.post("x").status()).isEqualTo(410);
      long start = System.nanoTime();
      Reply reply = client.get();

      assertThat(reply.status()).isEqualTo(410);
      assertThat(reply.token()).isNotEqualTo(client.token);
      assertThat(b.sessions).hasSize(1); // A new one, and on this node.
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }
  }

  @Test
  void listensToOtherNodesOnlyWhenItHasToAndWhileItRuns() throws Exception {
    PubSub pubsub = PubSub.builder().adapter(cluster.adapter("b")).build();
    try (LongPollNode a = node("a")) {
      LongPollNode b = LongPollNode.start(pubsub, null, _ -> {});
      b.client().connect();
      assertThat(pubsub.topics()).hasSize(1); // The session's.

      assertThat(connected(a, b).post("x").status()).isEqualTo(200);
      assertThat(pubsub.topics()).hasSize(2);

      b.close();
      await().until(() -> pubsub.topics().isEmpty());
    }
    pubsub.close();
  }

  @Test
  void keepsMessagesThatDidNotGetToThePoll() throws Exception {
    AtomicInteger failures = new AtomicInteger(2);
    Adapter unreliable =
        new Unreliable(
            cluster.adapter("a"),
            broadcast ->
                LongPollCodec.decode(broadcast.payload()) instanceof LongPollSignal.Messages
                    && failures.getAndDecrement() > 0);
    PubSub pubsub = PubSub.builder().adapter(unreliable).build();
    try (LongPollNode a = LongPollNode.start(pubsub, null, _ -> {});
        LongPollNode b =
            node("b", o -> o.window(LongPollNode.SHORT).pubsubTimeout(LongPollNode.SHORT))) {
      LongPollClient client = connected(a, b);
      a.session().outbound.send(new Frame.Text("1".getBytes(UTF_8)));
      a.session().outbound.send(new Frame.Text("2".getBytes(UTF_8)));

      assertThat(client.messages(2)).containsExactly("1", "2");
      assertThat(failures).hasNonPositiveValue();
    }
  }

  @Test
  void tellsOfWhatIsNoRequestAndGoesOn() throws Exception {
    try (LongPollNode a = node("a")) {
      LongPollClient client = a.connected();
      LongPollToken token =
          LongPollToken.verify(
              new Token(LongPollNode.SECRET), "anqa longpoll /socket", client.token, Token.FOREVER);

      a.endpoint
          .pubsub()
          .broadcast(new Broadcast(token.topic(), "phx_lp", Payload.binary((byte) 9)));

      await().until(() -> !a.events(TelemetryEvent.PubSubFailed.class).isEmpty());
      assertThat(a.events(TelemetryEvent.PubSubFailed.class))
          .singleElement()
          .extracting(TelemetryEvent.PubSubFailed::event)
          .isInstanceOfSatisfying(
              PubSubEvent.ReceivedUnfit.class,
              event -> assertThat(event.cause()).hasMessage("version: 9 (expected: 1)"));
      assertThat(client.post("x").status()).isEqualTo(200);
    }
  }

  /** An adapter that fails to send some broadcasts to one node. */
  private record Unreliable(Adapter adapter, Predicate<Broadcast> fails) implements Adapter {
    @Override
    public void start(Receiver receiver) {
      adapter.start(receiver);
    }

    @Override
    public String nodeName() {
      return adapter.nodeName();
    }

    @Override
    public List<String> members() {
      return adapter.members();
    }

    @Override
    public BroadcastResult broadcast(Broadcast broadcast) {
      return adapter.broadcast(broadcast);
    }

    @Override
    public BroadcastResult directBroadcast(String node, Broadcast broadcast) {
      return fails.test(broadcast)
          ? BroadcastResult.failed("as the test wants")
          : adapter.directBroadcast(node, broadcast);
    }

    @Override
    public void close() {
      adapter.close();
    }
  }
}
