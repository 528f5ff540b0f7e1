package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.channel.Sheddable;
import dev.anqa.channel.SlowPolicy;
import dev.anqa.limits.Cap;
import dev.anqa.limits.Limit;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.serializer.Frame;
import dev.anqa.serializer.JacksonJson;
import dev.anqa.telemetry.Telemetry;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes past the frames that are held back, and what others' bytes mean for a client. */
final class WebSocketOutboxTest {
  static final Sheddable SHEDDABLE =
      new Sheddable(
          SlowPolicy.dropNewest(), "e", "t:1", "e", Payload.json("{}"), JacksonJson.standard());

  private final RecordingSession session = new RecordingSession();
  private final PubSub pubsub = PubSub.builder().build();

  /** A channel whose client reads only while it is told to. */
  private static final class Wire extends EmbeddedChannel {
    boolean clientReads;

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
      if (clientReads) {
        super.doWrite(in);
      }
    }
  }

  /** Has no memory. */
  private static final class FullAllocator extends AbstractByteBufAllocator {
    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      throw new OutOfMemoryError("no heap");
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      throw new OutOfMemoryError("Cannot reserve direct memory");
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }

  private final Wire wire = new Wire();
  private final Loop loop = new Loop(wire.eventLoop(), 128, pubsub, new Telemetry(), Runnable::run);

  private void open(int maxPendingBytes) {
    wire.freezeTime();
    WebSocketSettings settings =
        new WebSocketSettings(
            1_000, Duration.ofSeconds(60), maxPendingBytes, Duration.ofSeconds(1), null);
    WebSocketConnection.upgrade(wire.pipeline(), List.of(), session, settings, session, loop);
    wire.runPendingTasks();
  }

  @AfterEach
  void cut() {
    wire.finishAndReleaseAll();
    wire.runPendingTasks();
    pubsub.close();
  }

  private Limit ofAll() {
    return session.limits.find("pending bytes of all connections", "").orElseThrow();
  }

  private void send(int bytes) {
    session.outbound.send(new Frame.Binary(new byte[bytes]));
    wire.runPendingTasks();
  }

  private void sendFirst() {
    session.outbound.sendFirst(new Frame.Binary(new byte[2]));
    wire.runPendingTasks();
  }

  @Test
  void dropsWhatIsHeldForWhatOvertakesIt() {
    open(2_000);
    for (int i = 0; i < 10; i++) {
      session.outbound.send(new Frame.Binary(new byte[250]), SHEDDABLE);
      wire.runPendingTasks();
    }
    for (int i = 0; i < 6; i++) {
      sendFirst();
    }

    assertThat(session.told).isNotEmpty().allMatch(each -> each.startsWith("dropped"));
    assertThat(session.calls).containsExactly("opened");
    assertThat(session.limits.pending().sum()).isBetween(1_000L, 2_100L);
  }

  @Test
  void countsTheMessagesThatWereHeldAmongThoseSent() {
    open(8_000);
    for (int i = 0; i < 15; i++) {
      session.outbound.send(new Frame.Binary(new byte[250]), SHEDDABLE);
      wire.runPendingTasks();
    }
    assertThat(loop.traffic().sum().messagesSent()).isLessThan(15);

    wire.clientReads = true;
    wire.advanceTimeBy(1, TimeUnit.SECONDS);
    wire.runScheduledPendingTasks();
    wire.runPendingTasks();

    assertThat(session.told).containsExactly("caught up");
    assertThat(loop.traffic().sum().messagesSent()).isEqualTo(15);
  }

  @Test
  void cutsAClientForWhoseFramesThereIsNoMemory() {
    open(8_000);
    wire.config().setAllocator(new FullAllocator());
    send(250);

    assertThat(wire.isOpen()).isFalse();
    wire.runPendingTasks();
    assertThat(session.calls).hasSize(2).first().isEqualTo("opened");
  }

  @Test
  void refusesAFrameThatIsNoneAndSendsTheOthers() {
    open(8_000);
    wire.clientReads = true;
    session.outbound.execute(() -> {
      session.outbound.send(new Frame.Binary(new byte[3]));
      assertThatThrownBy(() -> session.outbound.send(new Frame.Ping(new byte[126])))
          .isInstanceOf(IllegalArgumentException.class);
      session.outbound.send(new Frame.Binary(new byte[3]));
    });
    wire.runPendingTasks();

    ByteBuf sent = wire.readOutbound();
    assertThat(sent.readableBytes()).isEqualTo(10);
    sent.release();
  }

  /** 1 MiB would hold 200,000 of these, in 60 MB of objects. */
  @Test
  void countsTheObjectsAroundSmallFramesThatAreHeld() {
    open(1 << 20);
    for (int i = 0; i < 20_000; i++) {
      session.outbound.send(new Frame.Binary(new byte[3]), SHEDDABLE);
      wire.runPendingTasks();
    }

    assertThat(session.told).isNotEmpty().allMatch(each -> each.equals("dropped e of 5"));
    assertThat(session.limits.pending().sum()).isBetween(1_000_000L, 1L << 20);
  }

  @Test
  void givesAClientItsRoomBackWhenTheOthersHaveRead() {
    open(1 << 20);
    ofAll().set(Cap.enforce(300_000));
    for (int i = 0; i < 20; i++) {
      send(10_000);
    }
    session.limits.pending().changed(0, 1 << 20);
    sendFirst(); // Counts, while there is too much for all.
    session.limits.pending().changed(1 << 20, 0);

    sendFirst();
    sendFirst();

    assertThat(session.told).isEmpty();
    assertThat(ofAll().refused()).isZero();
  }

  @Test
  void refusesWhileTheOthersHaveNotRead() {
    open(1 << 20);
    ofAll().set(Cap.enforce(300_000));
    for (int i = 0; i < 20; i++) {
      send(10_000);
    }
    session.limits.pending().changed(0, 1 << 20);

    session.outbound.send(new Frame.Binary(new byte[250]), SHEDDABLE);
    wire.runPendingTasks();
    assertThat(session.told).containsExactly("dropped e of 254");
    assertThat(ofAll().refused()).isEqualTo(1);

    send(250);
    assertThat(session.told).contains("slow");
  }
}
