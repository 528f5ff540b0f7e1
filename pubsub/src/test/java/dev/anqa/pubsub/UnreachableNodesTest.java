package dev.anqa.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a {@link PubSub} makes of an adapter that fails; ADR 7 says why. */
final class UnreachableNodesTest {
  private static final Broadcast HELLO = new Broadcast("room:1", "hello", Payload.empty());

  private BroadcastResult answer = BroadcastResult.ok();
  private final List<PubSubEvent> events = new ArrayList<>();
  private final List<Broadcast> received = new ArrayList<>();

  private PubSub pubsub() {
    PubSub pubsub =
        PubSub.builder()
            .adapter(new AnsweringAdapter(() -> answer))
            .executor(Runnable::run)
            .listen(events::add)
            .build();
    pubsub.subscribe("room:1", 10, received::add);
    return pubsub;
  }

  @Test
  void servesItsOwnSubscribersWhileOthersCannotBeReached() {
    try (PubSub pubsub = pubsub()) {
      events.clear();
      answer = BroadcastResult.localOnly("the cable is cut");

      assertThat(pubsub.broadcast(HELLO)).isEqualTo(answer);

      assertThat(received).containsExactly(HELLO);
      assertThat(events).isEmpty(); // The adapter has told that it is cut off, once.
      assertThatThrownBy(answer::orThrow)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("broadcast reached this node only: the cable is cut");
    }
  }

  @Test
  void servesNobodyWhatTheAdapterRefuses() {
    try (PubSub pubsub = pubsub()) {
      events.clear();
      answer = BroadcastResult.failed("too large");

      assertThat(pubsub.broadcast(HELLO)).isEqualTo(answer);

      assertThat(received).isEmpty();
      assertThat(events).containsExactly(new PubSubEvent.AdapterFailed("room:1", "too large"));
    }
  }

  @Test
  void tellsWhatTheAdapterTellsFromItsStartOn() {
    try (PubSub _ = pubsub()) {
      assertThat(events)
          .containsExactly(new PubSubEvent.FromAdapter(new AdapterEvent.Connected("a test")));
    }
  }
}
