package dev.anqa.cli;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An open connection from its first message to its end: prints what is received, on the thread of
 * {@link #run}, while a {@link Sender} sends on its own thread.
 */
final class Conversation {
  private static final long CLOSE_MILLIS = 1000;

  private final Channel channel;
  private final Inbox inbox;
  private final ConnectSettings settings;
  private final Output output;
  private final StatusLines status;
  private final CountDownLatch over = new CountDownLatch(1);

  Conversation(
      Channel channel, Inbox inbox, ConnectSettings settings, Output output, StatusLines status) {
    this.channel = channel;
    this.inbox = inbox;
    this.settings = settings;
    this.output = output;
    this.status = status;
  }

  /**
   * Prints until the end, which is told by the exit code.
   *
   * @throws ReaderGoneException if nobody reads stdout any more
   * @throws FatalException if the server broke the protocol, or stdin or stdout fails
   */
  int run(Sender sender) throws InterruptedException {
    var interrupted = new Thread(this::interrupt, "anqa-interrupt");
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      sender.start();
      settings.pingInterval().ifPresent(this::pingEvery);
      return print();
    } catch (IOException failed) {
      close();
      throw ReaderGoneException.of(failed);
    } finally {
      over.countDown();
      forget(interrupted);
    }
  }

  private int print() throws InterruptedException, IOException {
    while (true) {
      switch (next()) {
        case Event.Text(var bytes) -> printText(bytes);
        case Event.Binary(var bytes) -> printBinary(bytes);
        case Event.Control(var words) -> status.frame(words);
        case Event.Closed closed -> {
          status.say("Disconnected!" + detail(closed));
          return Connect.EXIT_DISCONNECTED;
        }
        case Event.Failed(var cause) -> {
          close();
          throw cause;
        }
        case Event.OutputFailed(var cause) -> throw cause;
        case Event.Interrupted _ -> {
          close();
          return Connect.EXIT_INTERRUPTED;
        }
      }
    }
  }

  /** Flushes only when nothing more waits: at once for the eye, once for many in a burst. */
  private Event next() throws InterruptedException, IOException {
    var event = inbox.poll(channel);
    if (event == null) {
      output.flush();
      event = inbox.take(channel);
    }
    if (!(event instanceof Event.Text || event instanceof Event.Binary)) {
      output.flush(); // Before stderr says what happened after it.
    }
    return event;
  }

  private void printText(ByteBuf bytes) throws IOException {
    try {
      status.frame("Received text of " + bytes.readableBytes() + " bytes");
      output.line(bytes);
    } finally {
      bytes.release();
    }
  }

  private void printBinary(ByteBuf bytes) throws IOException {
    try {
      status.frame("Received binary of " + bytes.readableBytes() + " bytes");
      if (settings.binary()) {
        output.raw(bytes);
      } else {
        output.hexLine(bytes);
      }
    } finally {
      bytes.release();
    }
  }

  private static String detail(Event.Closed closed) {
    if (closed.code() == WebSocketCloseStatus.ABNORMAL_CLOSURE.code()) {
      return " (no Close frame%s)"
          .formatted(closed.reason().isEmpty() ? "" : ": " + closed.reason());
    }
    boolean usual =
        closed.code() == WebSocketCloseStatus.NORMAL_CLOSURE.code()
            || closed.code() == WebSocketCloseStatus.EMPTY.code();
    if (usual && closed.reason().isEmpty()) {
      return "";
    }
    return " (%d%s)"
        .formatted(closed.code(), closed.reason().isEmpty() ? "" : " " + closed.reason());
  }

  private void pingEvery(Duration interval) {
    long nanos = interval.toNanos();
    var _ = channel.eventLoop().scheduleAtFixedRate(this::ping, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private void ping() {
    var _ = channel.writeAndFlush(new PingWebSocketFrame());
  }

  /** Says goodbye and waits a little for the server to do the same. */
  private void close() throws InterruptedException {
    var _ = channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
    channel.closeFuture().await(CLOSE_MILLIS);
  }

  /** Ctrl-C: runs while the JVM, which then exits with 130, waits. */
  private void interrupt() {
    inbox.interrupt(new Event.Interrupted());
    try {
      over.await(2 * CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The JVM is going down already, and this hook is why we got here.
    }
  }
}
