package dev.anqa.cli;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Sends the messages of the command line in their order, then those of stdin, on its own thread;
 * each waits until the one before is written, so that a fast stdin does not fill our memory.
 *
 * <p>The end of stdin ends the sending, not the connection.
 */
final class Sender {
  private final Channel channel;
  private final Inbox inbox;
  private final ConnectSettings settings;
  private final InputStream in;
  private final Output output;

  Sender(Channel channel, Inbox inbox, ConnectSettings settings, InputStream in, Output output) {
    this.channel = channel;
    this.inbox = inbox;
    this.settings = settings;
    this.in = in;
    this.output = output;
  }

  void start() {
    // A daemon: a read of stdin cannot be interrupted, and must not keep the process alive.
    Thread.ofPlatform().daemon().name("anqa-stdin").start(this::sendAll);
  }

  private void sendAll() {
    try {
      for (var message : settings.messages()) {
        if (!sendText(message)) {
          return;
        }
      }
      if (settings.binary()) {
        sendChunks();
      } else {
        sendLines();
      }
    } catch (CharacterCodingException _) {
      fail("Stdin is not text in UTF-8; --binary sends it as it is");
    } catch (IOException failed) {
      fail("Cannot read stdin: " + failed.getMessage());
    }
  }

  private void sendLines() throws IOException {
    // A decoder made by hand reports what is not UTF-8 instead of replacing it.
    var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!sendText(line)) {
        return;
      }
    }
  }

  /** Sends what each read gives, so that what is typed or trickles in does not wait for more. */
  private void sendChunks() throws IOException {
    var chunk = new byte[settings.binaryFrameBytes()];
    for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
      var bytes = Unpooled.copiedBuffer(chunk, 0, length);
      if (!echo("hex:" + ByteBufUtil.hexDump(bytes)) || !send(new BinaryWebSocketFrame(bytes))) {
        return;
      }
    }
  }

  private boolean sendText(String message) {
    return echo(message) && send(new TextWebSocketFrame(message));
  }

  /** Returns false when the connection has ended, which its handler tells. */
  private boolean send(WebSocketFrame frame) {
    return channel.writeAndFlush(frame).awaitUninterruptibly().isSuccess();
  }

  /** Before the message is sent, so that it is shown before its answer. */
  private boolean echo(String message) {
    if (!settings.echo()) {
      return true;
    }
    try {
      output.line("> " + message);
      output.flush();
      return true;
    } catch (IOException failed) {
      inbox.interrupt(new Event.OutputFailed(failed));
      return false;
    }
  }

  private void fail(String message) {
    inbox.interrupt(new Event.Failed(new FatalException(message)));
  }
}
