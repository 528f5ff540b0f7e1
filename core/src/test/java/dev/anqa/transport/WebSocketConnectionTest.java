package dev.anqa.transport;

import static dev.anqa.transport.ClientBytes.BINARY;
import static dev.anqa.transport.ClientBytes.CLOSE;
import static dev.anqa.transport.ClientBytes.CONTINUATION;
import static dev.anqa.transport.ClientBytes.FIN;
import static dev.anqa.transport.ClientBytes.PING;
import static dev.anqa.transport.ClientBytes.PONG;
import static dev.anqa.transport.ClientBytes.TEXT;
import static dev.anqa.transport.ClientBytes.close;
import static dev.anqa.transport.ClientBytes.frame;
import static dev.anqa.transport.ClientBytes.text;
import static dev.anqa.transport.ClientBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.anqa.pubsub.PubSub;
import dev.anqa.serializer.Frame;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 1.11 of Phoenix's behaviour: close codes, control frames, the idle timeout. */
final class WebSocketConnectionTest {
  private static final WebSocketSettings SETTINGS =
      new WebSocketSettings(1_000, Duration.ofSeconds(60), 2_000, Duration.ofSeconds(1), null);

  private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true, true);
  private final RecordingSession session = new RecordingSession();
  private final PubSub pubsub = PubSub.builder().build();
  private final Telemetry telemetry = new Telemetry();

  /** A channel whose client reads only while it is told to. */
  private static final class Wire extends EmbeddedChannel {
    boolean clientReads = true;

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
      if (clientReads) {
        super.doWrite(in);
      }
    }
  }

  private final Wire wire = new Wire();
  private Loop loop;

  @BeforeEach
  void open() {
    wire.config().setAllocator(buffers);
    wire.freezeTime();
    loop = new Loop(wire.eventLoop(), 128, pubsub, telemetry, Runnable::run);
    upgrade(SETTINGS);
    wire.runPendingTasks();
  }

  private void upgrade(WebSocketSettings settings, ChannelHandler... http) {
    WebSocketConnection.upgrade(wire.pipeline(), List.of(http), session, settings, session, loop);
  }

  @AfterEach
  void leavesNothingBehind() {
    wire.finishAndReleaseAll();
    wire.runPendingTasks();
    assertThat(buffers.metric().usedDirectMemory()).isZero();
    assertThat(session.calls).first().isEqualTo("opened");
    assertThat(session.calls.stream().filter(each -> each.startsWith("closed"))).hasSize(1);
    assertThat(session.calls).last().asString().startsWith("closed");
    assertThat(session.told.stream().filter(each -> each.startsWith("closed"))).hasSize(1);
    pubsub.close();
  }

  @Test
  void handsMessagesToTheSessionAndSendsItsAnswers() {
    session.onText = (outbound, text) -> outbound.send(new Frame.Text(utf8(text + "!")));

    wire.writeInbound(text("hi"));

    assertThat(session.calls).containsExactly("opened", "text hi");
    assertThat(sent()).isEqualTo("8103" + "686921");
  }

  @Test
  void answersAPingAndTellsTheSession() {
    wire.writeInbound(frame(FIN | PING, utf8("hi")), frame(FIN | PONG, utf8("ho")));

    assertThat(sent()).isEqualTo("8a026869");
    assertThat(session.calls).containsExactly("opened", "ping hi", "pong ho");
  }

  @Test
  void answersAPingBetweenFragments() {
    wire.writeInbound(frame(TEXT, utf8("a")), frame(FIN | PING), frame(FIN | CONTINUATION));

    assertThat(sent()).isEqualTo("8a00");
    assertThat(session.calls).containsExactly("opened", "ping ", "text a");
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1011, 3000, 4001, 4999})
  void echoesTheClientsCloseCodeAndCuts(int code) {
    wire.writeInbound(close(code, "bye"));

    assertThat(sent()).isEqualTo("8802%04x".formatted(code));
    assertThat(wire.isOpen()).isFalse();
    assertThat(session.calls).containsExactly("opened", "closed Closed");
    assertThat(session.told).containsExactly("closed " + code + " closed by the client");
  }

  @Test
  void answersACloseWithoutACodeInKind() {
    wire.writeInbound(frame(FIN | CLOSE));

    assertThat(sent()).isEqualTo("8800");
    assertThat(wire.isOpen()).isFalse();
  }

  @Test
  void sendsWhatWasSentBeforeTheClientsClose() {
    session.onText = (outbound, text) -> outbound.send(new Frame.Text(utf8(text)));

    wire.writeInbound(text("hi"), close(1000, ""), text("late"));

    assertThat(sent()).isEqualTo("81026869" + "880203e8");
    assertThat(session.calls).containsExactly("opened", "text hi", "closed Closed");
  }

  @Test
  void closesWith1002AfterAnUnmaskedFrame() {
    wire.writeInbound(Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, 1, 'a'}));

    assertThat(sent()).isEqualTo("880203ea");
    assertThat(session.calls).containsExactly("opened", "closed TransportFailed");
    assertThat(session.told).containsExactly("closed 1002 frame: not masked");
  }

  @Test
  void closesWith1007AfterABadText() {
    wire.writeInbound(frame(FIN | TEXT, (byte) 0xFF));

    assertThat(sent()).isEqualTo("880203ef");
    assertThat(session.calls).containsExactly("opened", "closed TransportFailed");
  }

  @Test
  void closesWith1009AfterALongFrame() {
    wire.writeInbound(frame(FIN | BINARY, new byte[1_001]), text("late"));

    assertThat(sent())
        .isEqualTo(
            "885103f1"
                + ByteBufUtil.hexDump(
                    utf8(
                        "message: 1001 bytes (expected: <= 1000). Option: WebSocketOptions.maxFrameBytes")));
    assertThat(session.calls).containsExactly("opened", "closed TransportFailed");
  }

  @Test
  void closesFromTheServerBehindWhatWasSent() {
    session.outbound.send(new Frame.Text(utf8("last")));
    session.outbound.close(1001, "");
    session.outbound.send(new Frame.Text(utf8("too late")));
    wire.runPendingTasks();

    assertThat(sent()).isEqualTo("81046c617374" + "880203e9");
    assertThat(wire.isOpen()).isTrue(); // The client's close is still to come.
    assertThat(session.calls).containsExactly("opened", "closed Closed");

    wire.writeInbound(text("too late"), close(1001, ""));

    assertThat(wire.isOpen()).isFalse();
    assertThat(sent()).isEmpty();
  }

  @Test
  void tellsTheSessionOfItsOwnCloseWhenTheCallIsOver() {
    session.onText =
        (outbound, _) -> {
          outbound.close(4000, "enough");
          session.calls.add("still in the call");
        };

    wire.writeInbound(text("a"), text("b"));

    assertThat(session.calls)
        .containsExactly("opened", "text a", "still in the call", "closed Closed");
    assertThat(session.told).containsExactly("closed 4000 enough");
  }

  @Test
  void cutsAClientThatDoesNotAnswerAClose() {
    session.outbound.close(1001, "");
    wire.runPendingTasks();
    pass(Duration.ofMillis(900));
    assertThat(wire.isOpen()).isTrue();

    pass(Duration.ofMillis(300));

    assertThat(wire.isOpen()).isFalse();
  }

  @Test
  void refusesToSendACodeThatIsNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> session.outbound.close(1005, ""));
  }

  @Test
  void closesASilentClientWith1002NotBeforeTheTimeoutAndSoonAfter() {
    pass(Duration.ofMillis(59_900));
    assertThat(session.calls).containsExactly("opened");

    pass(Duration.ofMillis(1_200));

    assertThat(sent()).isEqualTo("880203ea");
    assertThat(session.calls).containsExactly("opened", "closed Inactive");
    assertThat(session.told).containsExactly("closed 1002 nothing received for PT1M");
  }

  @Test
  void givesAClientItsWholeTimeWheneverItGaveASignOfLife() {
    pass(Duration.ofMillis(900)); // Shortly before the sweep looks.
    wire.writeInbound(frame(FIN | PONG));

    pass(Duration.ofMillis(59_900));

    assertThat(session.calls).containsExactly("opened", "pong ");
  }

  @Test
  void countsAnyBytesAsLife() {
    byte[] ping = ClientBytes.all(frame(FIN | PING));
    for (byte each : ping) {
      pass(Duration.ofSeconds(50));
      wire.writeInbound(Unpooled.wrappedBuffer(new byte[] {each}));
    }

    assertThat(session.calls).containsExactly("opened", "ping ");
  }

  @Test
  void doesNotCountWhatTheServerSendsAsLife() {
    for (int i = 0; i < 62; i++) {
      session.outbound.send(new Frame.Text(utf8("x")));
      pass(Duration.ofSeconds(1));
    }

    assertThat(session.calls).containsExactly("opened", "closed Inactive");
  }

  @Test
  void doesNotHoldItAgainstAClientThatTheServerDoesNotRead() {
    session.outbound.reading(false);
    pass(Duration.ofSeconds(200));

    assertThat(wire.config().isAutoRead()).isFalse();
    assertThat(session.calls).containsExactly("opened");

    session.outbound.reading(true);
    pass(Duration.ofSeconds(62));

    assertThat(wire.config().isAutoRead()).isTrue();
    assertThat(session.calls).containsExactly("opened", "closed Inactive");
  }

  @Test
  void readsOnToSeeTheEndOfAConnectionItCloses() {
    session.outbound.reading(false);
    session.outbound.close(1001, "");
    session.outbound.reading(false);

    assertThat(wire.config().isAutoRead()).isTrue();
  }

  @Test
  void neverTiresOfAClientWithoutAnIdleTimeout() {
    session.outbound.close(1000, "");
    wire.writeInbound(close(1000, ""));
    RecordingSession patient = new RecordingSession();
    Wire second = new Wire();
    second.freezeTime();
    WebSocketConnection.upgrade(
        second.pipeline(),
        List.of(),
        patient,
        new WebSocketSettings(1_000, null, 2_000, Duration.ofSeconds(1), null),
        patient,
        new Loop(second.eventLoop(), 128, pubsub, telemetry, Runnable::run));

    second.advanceTimeBy(1_000, TimeUnit.HOURS);
    second.runPendingTasks();

    assertThat(patient.calls).containsExactly("opened");
    second.finishAndReleaseAll();
  }

  @Test
  void tellsTheSessionThatTheConnectionBroke() {
    var _ = wire.close();
    wire.runPendingTasks();

    session.outbound.send(new Frame.Text(utf8("nobody")));
    wire.runPendingTasks();

    assertThat(session.calls).containsExactly("opened", "closed Closed");
    assertThat(session.told).containsExactly("closed 1006 the connection broke");
  }

  @Test
  void cutsAConnectionThatFails() {
    wire.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
    wire.runPendingTasks();

    assertThat(wire.isOpen()).isFalse();
    assertThat(session.calls).containsExactly("opened", "closed Closed");
  }

  @Test
  void closesWith1011AndTellsWhenASessionThrows() {
    List<TelemetryEvent> events = new ArrayList<>();
    telemetry.listen(events::add);
    session.onText =
        (_, _) -> {
          throw new IllegalStateException("a bug");
        };

    wire.writeInbound(text("a"));

    assertThat(sent()).isEqualTo("880203f3");
    assertThat(session.calls).containsExactly("opened", "text a", "closed Crash");
    assertThat(events).singleElement().isInstanceOf(TelemetryEvent.TaskFailed.class);
  }

  @Test
  void closesAClientThatDoesNotReadWith1013() {
    wire.clientReads = false;
    for (int i = 0; i < 20; i++) {
      session.outbound.send(new Frame.Binary(new byte[500]));
    }
    wire.runPendingTasks();

    assertThat(wire.unsafe().outboundBuffer().totalPendingWriteBytes()).isBetween(2_000L, 3_000L);
    assertThat(session.calls).containsExactly("opened", "closed TransportFailed");
    assertThat(session.told).first().isEqualTo("slow");
    assertThat(session.told).last().asString().startsWith("closed 1013 ");

    pass(Duration.ofMillis(1_200));

    assertThat(wire.isOpen()).isFalse();
    assertThat(buffers.metric().usedDirectMemory()).isZero();
  }

  @Test
  void sendsAReadingClientAnyNumberOfBytesInOneTurn() {
    for (int i = 0; i < 20; i++) {
      session.outbound.send(new Frame.Binary(new byte[500]));
    }
    wire.runPendingTasks();

    assertThat(sent()).hasSize(20 * 2 * 504);
    assertThat(session.calls).containsExactly("opened");
  }

  @Test
  void sendsAFrameLargerThanTheLimitToAClientThatReads() {
    session.outbound.send(new Frame.Binary(new byte[10_000]));
    session.outbound.send(new Frame.Binary(new byte[10_000]));
    wire.runPendingTasks();

    assertThat(sent()).hasSize(2 * 2 * 10_004);
  }

  @Test
  void boundsThePongsForAClientThatDoesNotRead() {
    wire.clientReads = false;
    for (int i = 0; i < 1_000; i++) {
      wire.writeInbound(frame(FIN | PING, new byte[125]));
    }

    assertThat(session.told).first().isEqualTo("slow");
    assertThat(buffers.metric().usedDirectMemory()).isLessThan(3_000);
  }

  @Test
  void readsWhatCameRightBehindTheHandshake() {
    session.outbound.close(1000, "");
    wire.writeInbound(close(1000, ""));
    RecordingSession second = new RecordingSession();
    EmbeddedChannel pipelined = new EmbeddedChannel();
    HttpServerCodec codec = new HttpServerCodec();
    Loop itsLoop = new Loop(pipelined.eventLoop(), 128, pubsub, telemetry, Runnable::run);
    ChannelHandler handshake =
        new ChannelInboundHandlerAdapter() {
          @Override
          public void channelRead(io.netty.channel.ChannelHandlerContext ctx, Object message) {
            WebSocketConnection.upgrade(
                ctx.pipeline(), List.of(codec, this), second, SETTINGS, second, itsLoop);
          }
        };
    pipelined.pipeline().addLast(codec, handshake);

    pipelined.writeInbound(
        Unpooled.wrappedBuffer(
            Unpooled.wrappedBuffer(utf8("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")),
            text("first"),
            text("second")));

    assertThat(second.calls).containsExactly("opened", "text first", "text second");
    assertThat(pipelined.pipeline().names()).hasSize(2); // The connection, and Netty's tail.
    pipelined.finishAndReleaseAll();
  }

  @Test
  void endsAtOnceWhenTheClientLeftDuringTheHandshake() {
    session.outbound.close(1000, "");
    wire.writeInbound(close(1000, ""));
    RecordingSession gone = new RecordingSession();
    EmbeddedChannel cut = new EmbeddedChannel();
    Loop itsLoop = new Loop(cut.eventLoop(), 128, pubsub, telemetry, Runnable::run);
    var _ = cut.close();

    WebSocketConnection.upgrade(cut.pipeline(), List.of(), gone, SETTINGS, gone, itsLoop);
    cut.runPendingTasks();

    assertThat(gone.calls).containsExactly("opened", "closed Closed");
  }

  private void pass(Duration time) {
    for (long left = time.toMillis(); left > 0; left -= 100) { // As ticks come, one by one.
      wire.advanceTimeBy(Math.min(left, 100), TimeUnit.MILLISECONDS);
      wire.runScheduledPendingTasks();
      wire.runPendingTasks();
    }
  }

  /** What left since the last call, in hex. */
  private String sent() {
    StringBuilder hex = new StringBuilder();
    for (ByteBuf out = wire.readOutbound(); out != null; out = wire.readOutbound()) {
      hex.append(ByteBufUtil.hexDump(out));
      out.release();
    }
    return hex.toString();
  }
}
