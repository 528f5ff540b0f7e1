package dev.anqa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes in and out of {@code anqa connect} once it is connected. */
final class ConnectTest {
  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private Invocation connect(String... more) {
    var arguments = Stream.concat(Stream.of("connect", server.url()), Stream.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @Test
  void printsMessagesOnStdoutAndItsStatusOnStderr() {
    var run = connect("one", "two", "bye").exits(2);

    assertThat(run.out()).isEqualTo("one\ntwo\n");
    assertThat(run.err())
        .isEqualToIgnoringNewLines("Connected to " + server.url() + "\nDisconnected!\n");
  }

  @Test
  void sendsArgumentsInOrderThenTheLinesOfStdin() {
    connect("a", "b").stdin("c\n\nd €\nbye").exits(2);

    assertThat(IntStream.range(0, 6).mapToObj(_ -> server.text()))
        .containsExactly("a", "b", "c", "", "d €", "bye");
  }

  @Test
  void takesMessagesThatLookLikeFilesOrQuotedText(@TempDir Path folder) throws IOException {
    var file = "@" + Files.writeString(folder.resolve("file"), "content");
    connect(file, "\"quoted\"", "bye").exits(2);

    assertThat(server.text()).isEqualTo(file);
    assertThat(server.text()).isEqualTo("\"quoted\"");
  }

  @Test
  void printsEachMessageAtOnce() throws IOException {
    var seen = new ByteArrayOutputStream();
    try (var typing = new PipedOutputStream()) {
      var run =
          connect()
              .stdin(new PipedInputStream(typing))
              .stdout(new BufferedOutputStream(seen, 1 << 16))
              .start();

      type(typing, "hello\n");
      await().untilAsserted(() -> assertThat(seen).hasToString("hello\n"));

      type(typing, "bye\n");
      run.ends(2);
    }
  }

  @Test
  void keepsTheConnectionAfterTheEndOfStdin() {
    var channels = new LinkedBlockingQueue<Channel>();
    server.onOpen(channels::add);
    var run = connect("last").stdin("").start();
    await().untilAsserted(() -> assertThat(run.out()).isEqualTo("last\n"));

    var _ = channels.remove().writeAndFlush(new TextWebSocketFrame("still here"));
    await().untilAsserted(() -> assertThat(run.out()).isEqualTo("last\nstill here\n"));

    assertThat(run.running()).isTrue();
  }

  @Test
  void losesNothingThatComesRightBehindTheHandshakeOrRightBeforeTheClose() {
    server.greets(new TextWebSocketFrame("welcome"), new CloseWebSocketFrame(1000, ""));

    assertThat(connect().exits(2).out()).isEqualTo("welcome\n");
  }

  @Test
  void putsFragmentsTogether() {
    server.greets(
        new TextWebSocketFrame(false, 0, "frag"),
        new ContinuationWebSocketFrame(true, 0, "ments"),
        new CloseWebSocketFrame(1000, ""));

    assertThat(connect().exits(2).out()).isEqualTo("fragments\n");
  }

  @Test
  void printsTextByteForByteEvenIfItIsNotUtf8() {
    byte[] wrong = {'a', (byte) 0xff, 'b'};
    server.greets(
        new TextWebSocketFrame(Unpooled.wrappedBuffer(wrong)), new CloseWebSocketFrame(1000, ""));

    assertThat(connect().exits(2).bytesOut()).containsExactly('a', 0xff, 'b', '\n');
  }

  @Test
  void printsBinaryMessagesAsLinesOfHex() {
    server.greets(binary(0, 10, 255), new CloseWebSocketFrame(1000, ""));

    assertThat(connect().exits(2).out()).isEqualTo("hex:000aff\n");
  }

  @Test
  void writesBinaryMessagesAsTheyAreInBinaryMode() {
    server.greets(binary(0, 10, 255), binary(1), new CloseWebSocketFrame(1000, ""));

    assertThat(connect("-b").exits(2).bytesOut()).containsExactly(0, 10, 255, 1);
  }

  @Test
  void sendsStdinInFramesOf256BytesInBinaryMode() {
    var bytes = new byte[600];
    new Random(1).nextBytes(bytes);
    connect("--binary").stdin(new ByteArrayInputStream(bytes)).start();

    var received = Unpooled.buffer();
    for (int size : List.of(256, 256, 88)) {
      var content = ((BinaryWebSocketFrame) server.frame()).content();
      assertThat(content.readableBytes()).isEqualTo(size);
      received.writeBytes(content);
    }
    assertThat(ByteBufUtil.getBytes(received)).isEqualTo(bytes);
  }

  @Test
  void takesTheSizeOfBinaryFramesFromTheEnvironment() {
    connect("-b")
        .environment("WSTA_BINARY_FRAME_SIZE", "4")
        .stdin(new ByteArrayInputStream(new byte[10]))
        .start();
    assertThat(IntStream.range(0, 3).mapToObj(_ -> size(server))).containsExactly(4, 4, 2);

    connect("-b")
        .environment("WSTA_BINARY_FRAME_SIZE", "4")
        .environment("ANQA_BINARY_FRAME_SIZE", "5")
        .stdin(new ByteArrayInputStream(new byte[10]))
        .start();
    assertThat(IntStream.range(0, 2).mapToObj(_ -> size(server))).containsExactly(5, 5);
  }

  @Test
  void refusesASizeOfBinaryFramesThatIsNone() {
    var run = connect("-b").environment("ANQA_BINARY_FRAME_SIZE", "0").exits(1);

    assertThat(run.err().strip()).isEqualTo("ANQA_BINARY_FRAME_SIZE: 0 (expected: bytes, > 0)");
  }

  @Test
  void echoesWhatItSendsBeforeTheAnswer() {
    var run = connect("-e", "one").stdin("bye\n").exits(2);

    assertThat(run.out().lines().filter(line -> line.endsWith("one")))
        .containsExactly("> one", "one");
    assertThat(run.out()).contains("> bye\n");
  }

  @Test
  void pingsAtItsInterval() {
    connect("--ping", "0.02").start();

    assertThat(IntStream.range(0, 3).mapToObj(_ -> server.frame()))
        .allMatch(PingWebSocketFrame.class::isInstance);
  }

  @Test
  void answersPings() {
    server.greets(new PingWebSocketFrame(Unpooled.copiedBuffer("42", StandardCharsets.UTF_8)));
    connect().start();

    var frame = server.frame();
    assertThat(frame).isInstanceOf(PongWebSocketFrame.class);
    assertThat(frame.content().toString(StandardCharsets.UTF_8)).isEqualTo("42");
  }

  @Test
  void tellsTheCodeAndReasonOfAClose() {
    server.greets(new CloseWebSocketFrame(4001, "token expired"));

    assertThat(connect().exits(2).err()).contains("Disconnected! (4001 token expired)");
    assertThat(((CloseWebSocketFrame) server.frame()).statusCode()).isEqualTo(4001);
  }

  @Test
  void tellsThatTheConnectionWasLost() {
    server.onOpen(channel -> {
      var _ = channel.close();
    });

    assertThat(connect().exits(2).err()).contains("Disconnected! (no Close frame");
  }

  @Test
  void failsWhenTheServerBreaksTheProtocol() {
    server.onOpen(channel -> {
      var reservedOpcode = Unpooled.wrappedBuffer(new byte[] {(byte) 0x83, 0});
      var _ = channel.pipeline().firstContext().writeAndFlush(reservedOpcode);
    });

    assertThat(connect().exits(1).err())
        .contains("The server broke the protocol: ")
        .contains("opcode");
  }

  @Test
  void failsWhenStdinIsNotText() {
    var run = connect().stdin(new ByteArrayInputStream(new byte[] {(byte) 0xff, '\n'})).exits(1);

    assertThat(run.err()).contains("Stdin is not text in UTF-8; --binary sends it as it is");
  }

  @Test
  void endsQuietlyWhenTheReaderOfStdoutHasGone() {
    var run = connect("message").stdout(failing("Broken pipe")).exits(0);

    assertThat(run.err().strip()).isEqualTo("Connected to " + server.url());
    assertThat(server.text()).isEqualTo("message");
    assertThat(((CloseWebSocketFrame) server.frame()).statusCode()).isEqualTo(1000);
  }

  @Test
  void failsWhenStdoutCannotBeWritten() {
    var run = connect("message").stdout(failing("No space left on device")).exits(1);

    assertThat(run.err()).contains("Cannot write to stdout: No space left on device");
  }

  @Test
  void stopsReadingFromTheServerWhileStdoutIsBlocked() {
    var blocked = new CountDownLatch(1);
    var written = new AtomicLong();
    var sent = new AtomicInteger();
    server.onOpen(channel -> flood(channel, "x".repeat(1 << 16), sent, 1000));
    var run = connect().stdout(blockedUntil(blocked, written)).start();

    // 64 MB would fit into no buffer of the kernel: the flood stops when we stop reading.
    var last = new AtomicInteger(-1);
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> last.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
    assertThat(sent.get()).isLessThan(900);

    blocked.countDown();
    run.ends(2);
    assertThat(written.get()).isEqualTo(1000L * ((1 << 16) + 1));
  }

  @Test
  void showsControlFramesAndSizesWhenVeryVerbose() {
    server.greets(
        new PingWebSocketFrame(), new TextWebSocketFrame("ok"), new CloseWebSocketFrame(1000, ""));

    var quiet = connect("-v").exits(2);
    assertThat(quiet.err()).contains("* Connecting to ").doesNotContain("ping");
    var verbose = connect("-vv").exits(2);
    assertThat(verbose.err()).contains("* Received a ping").contains("* Received text of 2 bytes");
    assertThat(verbose.out()).isEqualTo("ok\n");
  }

  private static void type(OutputStream typing, String text) throws IOException {
    typing.write(text.getBytes(StandardCharsets.UTF_8));
    typing.flush();
  }

  private static BinaryWebSocketFrame binary(int... bytes) {
    var content = Unpooled.buffer();
    Arrays.stream(bytes).forEach(content::writeByte);
    return new BinaryWebSocketFrame(content);
  }

  private static int size(TestServer server) {
    return ((BinaryWebSocketFrame) server.frame()).content().readableBytes();
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }

  private static OutputStream blockedUntil(CountDownLatch latch, AtomicLong written) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        write(new byte[1], 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        try {
          latch.await();
          written.addAndGet(length);
        } catch (InterruptedException interrupted) {
          throw new UncheckedIOException(new IOException(interrupted));
        }
      }
    };
  }

  /** Sends a text so many times, each when the one before has left, then a Close. */
  private static void flood(Channel channel, String text, AtomicInteger sent, int times) {
    if (sent.get() == times) {
      var _ = channel.writeAndFlush(new CloseWebSocketFrame(1000, ""));
      return;
    }
    channel
        .writeAndFlush(new TextWebSocketFrame(text))
        .addListener(_ -> {
          sent.incrementAndGet();
          channel.eventLoop().execute(() -> flood(channel, text, sent, times));
        });
  }
}
