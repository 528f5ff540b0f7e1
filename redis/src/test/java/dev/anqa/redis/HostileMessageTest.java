package dev.anqa.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.AdapterEvent.Disconnected;
import dev.anqa.pubsub.AdapterEvent.MalformedFrame;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastCodec;
import dev.anqa.pubsub.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody can do who may publish to the channel: nothing but broadcast. */
final class HostileMessageTest {
  private static final BroadcastCodec CODEC = new BroadcastCodec(1 << 20);
  private static final Envelope.Origin ORIGIN = new Envelope.Origin(7, 1);
  private static RedisServer server;

  private final Channels channels = new Channels("test-" + UUID.randomUUID());
  private TestNode a;
  private TestNode b;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void start() {
    a = node("a");
    b = node("b");
  }

  private TestNode node(String name) {
    return new TestNode(
        Redis.at(server.url()).name(channels.cluster()).nodeName(name).maxPayloadBytes(1 << 20));
  }

  @AfterEach
  void stop() {
    b.close();
    a.close();
  }

  private void publish(byte[] channel, byte[] message) {
    assertThat(server.run("PUBLISH".getBytes(UTF_8), channel, message)).startsWith(":");
  }

  private void othersGoOn() {
    b.broadcast("healthy");
    a.awaitReceived("healthy");
    assertThat(a.of(Disconnected.class)).isEmpty();
  }

  private static byte[] frame(String event, Payload payload) {
    return CODEC.encode(new Broadcast("room:1", event, payload));
  }

  @Test
  void tellsWhatIsMalformedAndGoesOn() {
    byte[] all = channels.all();
    String from = "channel " + new String(all, UTF_8);
    byte[] newer = Envelope.frames(ORIGIN, frame("newer", Payload.empty()));
    newer[0] = 2;
    byte[] newerFrame = frame("newer", Payload.empty());
    newerFrame[0] = 9;

    publish(all, new byte[0]);
    publish(all, "no broadcast of ours".getBytes(US_ASCII));
    publish(all, newer);
    publish(all, Envelope.frames(ORIGIN, newerFrame));
    publish(channels.of("a"), Envelope.hello(ORIGIN, "n".repeat(201)));

    a.awaitEvents(MalformedFrame.class, 5);
    assertThat(a.of(MalformedFrame.class))
        .containsExactly(
            new MalformedFrame(from, "0 bytes (expected: >= 14)"),
            new MalformedFrame(from, "envelope of version 110 (expected: 1)"),
            new MalformedFrame(from, "envelope of version 2 (expected: 1)"),
            new MalformedFrame("node #7", "version 9 (expected: 1)"),
            new MalformedFrame(from + ":node:a", "name of 201 bytes (expected: 1 to 200)"));
    othersGoOn();
  }

  @Test
  void dropsWhatIsOverItsLimitsAndWhatStandsBehindIt() {
    byte[] large =
        new BroadcastCodec(2 << 20)
            .encode(new Broadcast("room:1", "large", Payload.binary(new byte[(1 << 20) + 1])));
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    frames.writeBytes(frame("before", Payload.empty()));
    frames.writeBytes(large);
    frames.writeBytes(frame("behind", Payload.empty()));

    publish(channels.all(), Envelope.frames(ORIGIN, frames.toByteArray()));

    a.awaitEvents(MalformedFrame.class, 1);
    assertThat(a.of(MalformedFrame.class).getFirst().reason())
        .isEqualTo("payload of 1048577 bytes (expected: 0 to 1048576)");
    a.awaitReceived("before");
    a.received.clear();
    othersGoOn();
  }

  /** An object that tells when Java deserializes it. */
  static final class Canary implements Serializable {
    static final AtomicInteger READ = new AtomicInteger();

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      READ.incrementAndGet();
    }
  }

  @Test
  void readsNoSerializedObject() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Canary());
    }

    publish(channels.all(), bytes.toByteArray());
    publish(channels.all(), Envelope.frames(ORIGIN, bytes.toByteArray()));

    a.awaitEvents(MalformedFrame.class, 2);
    assertThat(Canary.READ).hasValue(0);
    othersGoOn();
  }

  @Test
  void leavesOutWhatItsSenderHasGivenUp() {
    publish(channels.all(), Envelope.hello(new Envelope.Origin(7, 2), "c"));
    publish(channels.all(), Envelope.frames(ORIGIN, frame("late", Payload.empty())));
    publish(channels.all(), Envelope.bye(ORIGIN));
    publish(
        channels.all(),
        Envelope.frames(new Envelope.Origin(7, 2), frame("on time", Payload.empty())));

    a.awaitReceived("on time");
    assertThat(a.redis.members()).contains("c");
  }

  @Test
  void survivesMessagesChangedAtRandom() {
    byte[] message =
        Envelope.frames(ORIGIN, frame("new_msg", Payload.json("{\"text\":\"hello\"}")));
    SplittableRandom random = new SplittableRandom(12);
    for (int i = 0; i < 500; i++) {
      byte[] changed = Arrays.copyOf(message, random.nextInt(message.length + 4));
      for (int change = random.nextInt(6); change >= 0 && changed.length > 0; change--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      publish(channels.all(), changed);
    }

    publish(channels.all(), Envelope.frames(ORIGIN, frame("last", Payload.empty())));
    await().atMost(TestNode.PATIENCE).until(() -> a.received.contains("last"));
    assertThat(a.of(MalformedFrame.class)).hasSizeGreaterThan(100);
    a.received.clear();
    othersGoOn();
  }
}
