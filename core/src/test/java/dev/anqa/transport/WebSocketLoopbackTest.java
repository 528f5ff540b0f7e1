package dev.anqa.transport;

import static dev.anqa.transport.ClientBytes.BINARY;
import static dev.anqa.transport.ClientBytes.FIN;
import static dev.anqa.transport.ClientBytes.TEXT;
import static dev.anqa.transport.ClientBytes.all;
import static dev.anqa.transport.ClientBytes.close;
import static dev.anqa.transport.ClientBytes.frame;
import static dev.anqa.transport.ClientBytes.text;
import static dev.anqa.transport.ClientBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.anqa.channel.Outbound;
import dev.anqa.serializer.Frame;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections over real sockets, with each way to talk to the system that works here. */
final class WebSocketLoopbackTest {
  private static final WebSocketSettings SETTINGS =
      new WebSocketSettings(1_000_000, null, 1_000_000, Duration.ofSeconds(1), null);

  private static Stream<NettyIo> waysThatWorkHere() {
    return Stream.of(NettyIo.values())
        .filter(each -> each != NettyIo.EPOLL || Epoll.isAvailable())
        .filter(each -> each != NettyIo.IO_URING || IoUring.isAvailable());
  }

  @ParameterizedTest
  @MethodSource("waysThatWorkHere")
  void echoesAndClosesByTheBook(NettyIo io) throws Exception {
    try (LoopbackServer server = new LoopbackServer(io, SETTINGS, /* tls= */ false);
        Socket client = server.connect()) {
      server.onText((outbound, text) -> outbound.send(new Frame.Text(utf8(text))));

      client.getOutputStream().write(all(text("hi"), close(4001, "bye")));

      assertThat(rest(client)).isEqualTo("81026869" + "88020fa1");
      assertThat(server.io()).isEqualTo(io.resolve());
    }
  }

  @ParameterizedTest
  @MethodSource("waysThatWorkHere")
  void sendsTheReasonOfAnEndEvenToAClientThatGoesOnSending(NettyIo io) throws Exception {
    try (LoopbackServer server = new LoopbackServer(io, SETTINGS, /* tls= */ false);
        Socket client = server.connect()) {
      client.getOutputStream().write(all(frame(FIN | BINARY, new byte[1_000_001])));
      client.getOutputStream().write(new byte[1_000_000]);

      assertThat(rest(client)).startsWith("885703f1");
    }
  }

  /** A channel that pushes much, and then replies, while the loop has other work. */
  @Test
  void keepsRoomInItsLineForWhatMustNotBeDropped() throws Exception {
    try (LoopbackServer server = new LoopbackServer(NettyIo.AUTO, SETTINGS, /* tls= */ false);
        Socket client = server.connect()) {
      Outbound outbound = server.session(0).outbound;
      CountDownLatch release = server.block();
      outbound.send(new Frame.Binary(new byte[600_000]), WebSocketOutboxTest.SHEDDABLE);
      outbound.send(new Frame.Binary(new byte[600_000]), WebSocketOutboxTest.SHEDDABLE); // Waits.
      outbound.send(new Frame.Text(utf8("reply")));
      release.countDown();

      byte[] received = client.getInputStream().readNBytes(600_010 + 7);
      assertThat(received).endsWith(utf8("reply"));
      assertThat(server.session(0).told).containsExactly("dropped e of 600010");
    }
  }

  @Test
  void sendsTheReasonOfAnEndThroughTls() throws Exception {
    try (LoopbackServer server = new LoopbackServer(NettyIo.AUTO, SETTINGS, /* tls= */ true);
        Socket client = server.connect()) {
      server.onText((outbound, text) -> outbound.send(new Frame.Text(utf8(text))));

      client.getOutputStream().write(all(text("hi"), frame(FIN | TEXT, (byte) 0xFF)));

      assertThat(rest(client)).isEqualTo("81026869" + "880203ef");
    }
  }

  /** A channel may end later than the loop of its connection, when an endpoint stops. */
  @Test
  void dropsTasksOnceItsLoopHasStopped() throws Exception {
    AtomicReference<Outbound> last = new AtomicReference<>();
    try (LoopbackServer server = new LoopbackServer(NettyIo.AUTO, SETTINGS, /* tls= */ false);
        Socket client = server.connect()) {
      server.onText((outbound, text) -> last.set(outbound));
      client.getOutputStream().write(all(text("hi")));
      await().until(() -> last.get() != null);
    }

    assertThatCode(
            () -> {
              last.get().execute(() -> last.set(null));
              last.get().send(new Frame.Text(utf8("late")));
            })
        .doesNotThrowAnyException();
    assertThat(last).doesNotHaveNullValue();
  }

  @Test
  void cutsAClientThatStaysAfterAViolation() throws Exception {
    try (LoopbackServer server = new LoopbackServer(NettyIo.AUTO, SETTINGS, /* tls= */ false);
        Socket client = server.connect()) {
      client.getOutputStream().write(all(frame(FIN | TEXT, (byte) 0xFF)));
      assertThat(rest(client)).isEqualTo("880203ef");

      await().until(() -> server.open() == 0); // Though the client has not closed.
      assertThat(client.isOutputShutdown()).isFalse();
    }
  }

  @Test
  void keepsTheOrderOfEachThreadsFramesTasksAndClose() throws Exception {
    try (LoopbackServer server = new LoopbackServer(NettyIo.AUTO, SETTINGS, /* tls= */ false);
        Socket client = server.connect()) {
      RecordingSession session = server.session(0);
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        expected.add(i);
        byte[] number = {(byte) (i >> 8), (byte) i};
        if (i % 3 == 0) {
          session.outbound.execute(() -> session.outbound.send(new Frame.Binary(number)));
        } else if (i % 3 == 1) {
          session.outbound.send(new Frame.Binary(number));
        } else {
          session.outbound.execute(() -> {
            session.outbound.execute(() -> {}); // Sends line up behind it,
            session.outbound.send(new Frame.Binary(number)); // but in order.
          });
          server.settle();
        }
      }
      session.outbound.close(1001, "");
      server.settle();
      client.getOutputStream().write(all(close(1001, "")));

      String rest = rest(client);
      List<Integer> came = new ArrayList<>();
      for (int at = 0; at < rest.length() - 8; at += 8) {
        came.add(HexFormat.fromHexDigits(rest, at + 4, at + 8));
      }
      assertThat(came).isEqualTo(expected);
      assertThat(rest).endsWith("880203e9");
    }
  }

  @Test
  void linesAFrameUpBehindATaskOfTheLoopsOwnThread() throws Exception {
    try (LoopbackServer server = new LoopbackServer(NettyIo.AUTO, SETTINGS, /* tls= */ false);
        Socket client = server.connect()) {
      server.onText((outbound, _) -> {
        outbound.execute(() -> outbound.send(new Frame.Text(utf8("1"))));
        outbound.send(new Frame.Text(utf8("2")));
        outbound.close(1000, "");
      });

      client.getOutputStream().write(all(text("go")));

      assertThat(client.getInputStream().readNBytes(10))
          .asHexString()
          .isEqualToIgnoringCase("810131" + "810132" + "880203e8");
      client.getOutputStream().write(all(close(1000, "")));
      assertThat(rest(client)).isEmpty();
    }
  }

  @Test
  void boundsWhatWaitsForTheLoop() throws Exception {
    try (LoopbackServer server = new LoopbackServer(NettyIo.AUTO, SETTINGS, /* tls= */ false);
        Socket client = server.connect()) {
      RecordingSession session = server.session(0);
      CountDownLatch release = server.block();
      for (int i = 0; i < 30; i++) {
        session.outbound.send(new Frame.Binary(new byte[100_000]));
      }
      release.countDown();

      await().until(() -> session.calls.contains("closed TransportFailed"));
      assertThat(session.told).first().isEqualTo("slow");
      client.getOutputStream().write(all(close(1013, "")));
      assertThat(rest(client)).isEqualTo("880603f5736c6f77"); // What waited is let go.
    }
  }

  @Test
  void freesWhatWaitedForAClientThatNeverReads() throws Exception {
    try (LoopbackServer server = new LoopbackServer(NettyIo.AUTO, SETTINGS, /* tls= */ false);
        Socket _ = server.connect()) {
      RecordingSession session = server.session(0);
      int sent = 0;
      while (!session.calls.contains("closed TransportFailed")) {
        session.outbound.send(new Frame.Binary(new byte[100_000]));
        server.settle();
        assertThat(++sent).isLessThan(1_000);
      }

      await().until(() -> server.open() == 0);
      await().until(() -> server.usedMemory() == 0);
      assertThat(session.told).last().asString().startsWith("closed 1013 ");
    }
  }

  @Test
  void stopsReadingUntilTheSessionWantsToBeGivenFrames() throws Exception {
    try (LoopbackServer server = new LoopbackServer(NettyIo.AUTO, SETTINGS, /* tls= */ false);
        Socket client = server.connect()) {
      RecordingSession session = server.session(0);
      session.outbound.reading(false);
      server.settle();
      client.getOutputStream().write(all(text("later")));
      server.settle();
      assertThat(session.calls).containsExactly("opened");

      session.outbound.reading(true);

      await().until(() -> session.calls.contains("text later"));
    }
  }

  /** All that comes until the server shuts its side, in hex. */
  private static String rest(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    return HexFormat.of().formatHex(in.readAllBytes());
  }
}
