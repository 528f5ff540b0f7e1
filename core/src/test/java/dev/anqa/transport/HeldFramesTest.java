package dev.anqa.transport;

import static dev.anqa.transport.ClientBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.JoinResult;
import dev.anqa.channel.Sheddable;
import dev.anqa.channel.SlowPolicy;
import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.Frame;
import dev.anqa.serializer.JacksonJson;
import dev.anqa.socket.SocketHandler;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is dropped of what is held back, and what stays in which order. */
final class HeldFramesTest {
  /** Of a frame with one letter. */
  private static final int ONE = 3;

  private static final class SilentChannel implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }
  }

  private final RecordingSession session = new RecordingSession();
  private final HeldFrames held = new HeldFrames(session, FrameBytes::size, /* overhead= */ 0);

  private boolean add(SlowPolicy policy, String letter, String payload, int roomForLetters) {
    Sheddable as =
        policy instanceof SlowPolicy.Close
            ? null
            : new Sheddable(
                policy, letter, "t:1", letter, Payload.json(payload), JacksonJson.standard());
    return held.add(new Frame.Text(utf8(letter)), as, (long) roomForLetters * ONE);
  }

  private boolean add(SlowPolicy policy, String letter, int roomForLetters) {
    return add(policy, letter, "{}", roomForLetters);
  }

  private String rest() {
    List<String> letters = new ArrayList<>();
    for (Frame frame = held.poll(); frame != null; frame = held.poll()) {
      letters.add(new String(((Frame.Text) frame).bytes(), StandardCharsets.UTF_8));
    }
    assertThat(held.bytes()).isZero();
    assertThat(held.isEmpty()).isTrue();
    return String.join("", letters);
  }

  @Test
  void keepsEverythingInOrderWhileThereIsRoom() {
    add(SlowPolicy.dropOldest(), "a", 4);
    add(SlowPolicy.close(), "b", 4);
    add(SlowPolicy.dropNewest(), "c", 4);
    add(SlowPolicy.conflate(), "d", 4);

    assertThat(held.bytes()).isEqualTo(4 * ONE);
    assertThat(rest()).isEqualTo("abcd");
    assertThat(session.told).isEmpty();
  }

  @Test
  void dropsTheOldestThatMayBeDropped() {
    add(SlowPolicy.close(), "a", 3);
    add(SlowPolicy.dropOldest(), "b", 3);
    add(SlowPolicy.dropOldest(), "c", 3);
    add(SlowPolicy.dropOldest(), "d", 3);

    assertThat(session.told).containsExactly("dropped b of 3");
    assertThat(rest()).isEqualTo("acd");
  }

  @Test
  void dropsTheNewestAndNothingThatWaits() {
    add(SlowPolicy.dropOldest(), "a", 2);
    add(SlowPolicy.dropNewest(), "b", 2);
    add(SlowPolicy.dropNewest(), "c", 2);

    assertThat(session.told).containsExactly("dropped c of 3");
    assertThat(rest()).isEqualTo("ab");
  }

  @Test
  void replacesWhatHasTheSameEvent() {
    add(SlowPolicy.conflate(), "a", 9);
    add(SlowPolicy.conflate(), "b", 9);
    add(SlowPolicy.close(), "c", 9);
    add(SlowPolicy.conflate(), "a", 9);

    assertThat(session.told).containsExactly("dropped a of 3");
    assertThat(rest()).isEqualTo("bca");
  }

  @Test
  void replacesWhatHasTheSameEventAndValueOfTheField() {
    SlowPolicy byKey = SlowPolicy.conflateBy("k");
    add(byKey, "e", "{\"k\":1,\"v\":1}", 9);
    add(byKey, "e", "{\"k\":2}", 9);
    add(byKey, "e", "{\"v\":2,\"k\":1}", 9);
    add(byKey, "f", "{\"k\":1}", 9);
    add(byKey, "e", "{\"other\":1}", 9);
    add(byKey, "e", "[]", 9); // No object, as no such field: one value of its own.

    assertThat(session.told).containsExactly("dropped e of 3", "dropped e of 3");
    assertThat(rest()).isEqualTo("eefe");
  }

  @Test
  void dropsTheOldestOfManyValuesWhenThereIsNoRoom() {
    SlowPolicy byKey = SlowPolicy.conflateBy("k");
    for (int i = 0; i < 5; i++) {
      add(byKey, String.valueOf(i), "{\"k\":%d}".formatted(i), 3);
    }

    assertThat(rest()).isEqualTo("234");
    add(byKey, "4", "{\"k\":4}", 3); // It has left, so nothing is replaced.
    assertThat(session.told).containsExactly("dropped 0 of 3", "dropped 1 of 3");
  }

  @Test
  void dropsAnythingThatMayBeDroppedForWhatMayNot() {
    add(SlowPolicy.dropNewest(), "a", 3);
    add(SlowPolicy.dropNewest(), "b", 3);
    add(SlowPolicy.dropOldest(), "c", 3);

    assertThat(add(SlowPolicy.close(), "d", 3)).isTrue();
    assertThat(add(SlowPolicy.close(), "e", 3)).isTrue();
    assertThat(add(SlowPolicy.close(), "f", 3)).isTrue();
    assertThat(add(SlowPolicy.close(), "g", 3)).isFalse();

    assertThat(session.told).containsExactly("dropped c of 3", "dropped b of 3", "dropped a of 3");
    assertThat(rest()).isEqualTo("def");
  }

  @Test
  void dropsWhatDoesNotFitByItself() {
    assertThat(add(SlowPolicy.dropOldest(), "long", 1)).isTrue();

    assertThat(session.told).containsExactly("dropped long of 6");
    assertThat(rest()).isEmpty();
  }

  @Test
  void keepsTheOldValueWhereTheNewOneDoesNotFit() {
    SlowPolicy byKey = SlowPolicy.conflateBy("k");
    add(SlowPolicy.close(), "a", 3);
    add(byKey, "b", "{\"k\":1}", 3);
    add(SlowPolicy.dropOldest(), "c", 3);

    Sheddable sameKey =
        new Sheddable(byKey, "b", "t:1", "b", Payload.json("{\"k\":1}"), JacksonJson.standard());

    assertThat(held.add(new Frame.Text(utf8("too long")), sameKey, 3 * ONE)).isTrue();

    assertThat(session.told).containsExactly("dropped b of 10");
    assertThat(held.wasShort()).isTrue();
    assertThat(rest()).isEqualTo("abc");
  }

  @Test
  void keepsNothingOfThePayloadBesideTheFrame() {
    WeakReference<Payload> payload = new WeakReference<>(addWithPayload());

    await()
        .untilAsserted(() -> {
          System.gc();
          assertThat(payload.get()).isNull();
        });
    assertThat(rest()).isEqualTo("a");
  }

  private Payload addWithPayload() {
    Payload payload = Payload.json("{\"k\":[1]}");
    held.add(
        new Frame.Text(utf8("a")),
        new Sheddable(SlowPolicy.conflateBy("k"), "a", "t:1", "a", payload, JacksonJson.standard()),
        ONE);
    return payload;
  }

  @Test
  void replacesWhatHasTheSameListInTheField() {
    SlowPolicy byKey = SlowPolicy.conflateBy("k");
    add(byKey, "e", "{\"k\":[1,{}]}", 9);
    add(byKey, "e", "{\"k\":[1,{\"a\":2}]}", 9);
    add(byKey, "e", "{\"k\":[1, {}]}", 9);
    add(byKey, "e", "{\"k\":\"[1,{}]\"}", 9);

    assertThat(session.told).containsExactly("dropped e of 3");
    assertThat(rest()).isEqualTo("eee");
  }

  @Test
  void dropsDownToTheRoomThatIsLeftForAFrameThatDoesNotFit() {
    add(SlowPolicy.close(), "a", 3);
    add(SlowPolicy.dropOldest(), "b", 3);
    add(SlowPolicy.dropOldest(), "c", 3);

    add(SlowPolicy.dropOldest(), "long", 2);

    assertThat(session.told).containsExactly("dropped b of 3", "dropped long of 6");
    assertThat(rest()).isEqualTo("ac");
  }

  @Test
  void putsANewValueIntoTheRoomOfTheOldOne() {
    add(SlowPolicy.dropOldest(), "a", 2);
    add(SlowPolicy.conflate(), "b", 2);

    add(SlowPolicy.conflate(), "b", 2);

    assertThat(held.wasShort()).isFalse();
    assertThat(session.told).containsExactly("dropped b of 3");
    assertThat(rest()).isEqualTo("ab");
  }

  @Test
  void holdsAsManyBytesAsThereIsRoomAndNoneMore() {
    Frame frame = new Frame.Text(new byte[98]); // 100 with its header.

    assertThat(held.add(frame, /* as= */ null, 100)).isTrue();
    assertThat(held.wasShort()).isFalse();
    assertThat(held.add(frame, /* as= */ null, 199)).isFalse();
    assertThat(held.wasShort()).isTrue();
    assertThat(held.add(frame, /* as= */ null, 200)).isTrue();
    assertThat(held.bytes()).isEqualTo(200);
  }

  @Test
  void isChosenForRoutesThatThereAre() {
    assertThatThrownBy(() ->
            SocketHandler.anonymous()
                .channel("a:*", SilentChannel::new)
                .whenSlow("b:*", SlowPolicy.dropOldest()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("whenSlow: \"b:*\" (expected a pattern that was added by channel: [a:*])");
  }
}
