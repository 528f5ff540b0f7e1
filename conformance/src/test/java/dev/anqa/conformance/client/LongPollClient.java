package dev.anqa.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A client on long-poll that polls all the time, as phoenix.js does, and posts what phoenix.js
 * would in a batch of one. Only ASCII of binary messages can be read on this transport, spec
 * section 2.3.
 */
final class LongPollClient implements Connection {
  /** What phoenix.js makes of the end of a session, whatever the reason. */
  private static final int SESSION_GONE = 3410;

  private final LongPoll session;
  private final BlockingQueue<WsFrame> frames = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  LongPollClient(int port, String path) {
    session = new LongPoll(port, path).begin();
    Thread.ofVirtual().name("anqa-test-poll").start(this::poll);
  }

  private void poll() {
    try {
      while (!closed) {
        LongPoll.Answer answer = session.poll();
        switch (answer.status()) {
          case 200 -> answer.messages().forEach(text -> frames.add(frame(text)));
          case 204 -> {}
          case 410 -> {
            frames.add(WsFrame.close(SESSION_GONE));
            return;
          }
          default -> throw new AssertionError(answer);
        }
      }
    } catch (UncheckedIOException | AssertionError e) {
      if (!closed) {
        frames.add(new WsFrame(true, 0, WsFrame.CLOSE, ("\3\356" + e).getBytes(UTF_8))); // 1006
      }
    }
  }

  /** Binary messages begin with a kind that no text begins with. */
  private static WsFrame frame(String message) {
    boolean text = message.isEmpty() || message.charAt(0) > 2;
    return text ? WsFrame.text(message) : WsFrame.of(WsFrame.BINARY, message.getBytes(UTF_8));
  }

  @Override
  public void sendText(String text) {
    boolean line = text.startsWith("[") && text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
    session.post(line ? LongPoll.LINES : "application/json", text);
  }

  @Override
  public void sendBinary(byte... bytes) {
    session.post(LongPoll.LINES, Base64.getEncoder().encodeToString(bytes));
  }

  @Override
  public WsFrame next() {
    try {
      WsFrame frame = frames.poll(HttpRequest.DEADLINE.toSeconds(), SECONDS);
      if (frame == null) {
        throw new AssertionError("no message within " + HttpRequest.DEADLINE);
      }
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for a message", e);
    }
  }

  @Override
  public WsFrame end(int code) {
    return WsFrame.close(SESSION_GONE);
  }

  @Override
  public void confirmEnd(int code) {
    close(); // There is nothing left.
  }

  @Override
  public void close() {
    closed = true;
    session.close();
  }
}
