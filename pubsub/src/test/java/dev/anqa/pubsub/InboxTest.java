package dev.anqa.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InboxTest {
  private static final BroadcastCodec CODEC = new BroadcastCodec(100);

  private final List<Object> seen = new ArrayList<>();
  private final Inbox inbox =
      new Inbox(
          CODEC,
          new Adapter.Receiver() {
            @Override
            public void receive(Broadcast broadcast) {
              if (broadcast.event().equals("bad")) {
                throw new IllegalStateException("thrown by a test on purpose");
              }
              seen.add(broadcast.event());
            }

            @Override
            public void happened(AdapterEvent event) {
              seen.add(event);
            }
          });

  private static ByteBuffer frames(Broadcast... broadcasts) {
    ByteBuffer frames = ByteBuffer.allocate(1000);
    for (Broadcast one : broadcasts) {
      frames.put(CODEC.encode(one));
    }
    return frames;
  }

  private static Broadcast event(String event) {
    return new Broadcast("room:1", event, Payload.empty());
  }

  @Test
  void handsOnAllInOrder() {
    inbox.receive("x", frames(event("a"), event("b"), event("c")).flip());
    inbox.receive("x", ByteBuffer.allocate(0));
    inbox.deliver(event("d"));

    assertThat(seen).containsExactly("a", "b", "c", "d");
  }

  @Test
  void goesOnWhenTheReceiverThrows() {
    inbox.receive("x", frames(event("a"), event("bad"), event("c")).flip());

    assertThat(seen).hasSize(3);
    assertThat(seen).first().isEqualTo("a");
    assertThat(seen).last().isEqualTo("c");
    assertThat(seen.get(1))
        .isInstanceOfSatisfying(
            AdapterEvent.ReceiverFailed.class,
            failed -> assertThat(failed.topic()).isEqualTo("room:1"));
  }

  @Test
  void tellsWhatIsMalformedAndHandsOnWhatStoodBefore() {
    inbox.receive("x", frames(event("a")).put((byte) 9).put(new byte[20]).flip());
    inbox.receive("y", ByteBuffer.allocate(3));
    inbox.deliver(event("b"));

    assertThat(seen)
        .containsExactly(
            "a",
            new AdapterEvent.MalformedFrame("x", "version 9 (expected: 1)"),
            new AdapterEvent.MalformedFrame("y", "3 bytes left (expected: >= 10)"),
            "b");
  }
}
