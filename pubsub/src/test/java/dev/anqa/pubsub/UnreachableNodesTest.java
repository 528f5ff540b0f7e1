package dev.anqa.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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

  @Test
  void tellsAListenerThatComesLaterHowTheWayToOtherNodesIs() {
    AnsweringAdapter adapter = new AnsweringAdapter(() -> answer);
    PubSubEvent cut = new PubSubEvent.FromAdapter(new AdapterEvent.Disconnected("cut"));
    try (PubSub pubsub = PubSub.builder().adapter(adapter).build()) {
      adapter.tell(new AdapterEvent.Disconnected("cut"));
      adapter.tell(new AdapterEvent.NodeLeft("there"));

      pubsub.listen(events::add);
      assertThat(events).containsExactly(cut);

      adapter.tell(new AdapterEvent.Connected("again"));
      assertThat(events)
          .containsExactly(cut, new PubSubEvent.FromAdapter(new AdapterEvent.Connected("again")));
    }
  }

  @Test
  void knowsWhetherTheWayToOtherNodesIsOpen() {
    AnsweringAdapter adapter = new AnsweringAdapter(() -> answer);
    PubSub alone = PubSub.builder().build();
    try (alone;
        PubSub pubsub = PubSub.builder().adapter(adapter).build()) {
      assertThat(pubsub.isConnected()).isTrue();
      adapter.tell(new AdapterEvent.Disconnected("cut"));
      adapter.tell(new AdapterEvent.NodeLeft("there"));
      assertThat(pubsub.isConnected()).isFalse();
      adapter.tell(new AdapterEvent.Connected("again"));
      assertThat(pubsub.isConnected()).isTrue();
      assertThat(alone.isConnected()).isTrue();
    }
    assertThat(alone.isConnected()).isFalse();
  }

  @Test
  void tellsAListenerWhatChangesWhileItComesLast() {
    AnsweringAdapter adapter = new AnsweringAdapter(() -> answer);
    PubSubEvent cut = new PubSubEvent.FromAdapter(new AdapterEvent.Disconnected("cut"));
    AtomicBoolean changes = new AtomicBoolean(true);
    try (PubSub pubsub = PubSub.builder().adapter(adapter).build()) {
      pubsub.listen(event -> {
        if (changes.compareAndSet(true, false)) {
          adapter.tell(new AdapterEvent.Disconnected("cut"));
        }
        events.add(event); // The first one behind the second.
      });

      assertThat(events).endsWith(cut);
    }
  }
}
