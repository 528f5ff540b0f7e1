package dev.anqa.benchmarks.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A WebSocket. Lives on the thread of its {@link ClientLoop}. */
final class Client {
  private static final byte[] NOTHING = {};
  private static final String HEAD_END = "\r\n\r\n";

  private final ClientLoop loop;
  private final Role role;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final String path;
  private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>();

  /** What came of a message whose rest has not come. */
  private byte[] rest = NOTHING;

  private boolean upgraded;
  private boolean reads = true;

  Client(ClientLoop loop, Role role, SocketChannel channel, SelectionKey key, String path) {
    this.loop = loop;
    this.role = role;
    this.channel = channel;
    this.key = key;
    this.path = path;
  }

  boolean isOpen() {
    return upgraded && channel.isOpen();
  }

  /** Reads nothing any more. */
  void stopReading() {
    reads = false;
    setInterest();
  }

  /** Sends a text. */
  void send(String text) {
    write(Frames.text(text));
  }

  /** Begins the closing handshake; the role is told when it is over. */
  void sendClose() {
    write(Frames.close(1000));
  }

  /** Drops the connection; the role is not told. */
  void drop() {
    try {
      channel.close();
    } catch (IOException e) {
      return; // It is gone, one way or the other.
    }
  }

  /**
   * For one that has stopped reading: whether the server has ended the connection, behind all that
   * waits to be read.
   */
  boolean isCutOff() {
    ByteBuffer in = loop.in;
    try {
      int count = channel.read(in.clear());
      while (count > 0) {
        count = channel.read(in.clear());
      }
      return count < 0;
    } catch (IOException e) {
      return true; // Reset.
    }
  }

  /** Something can be done. */
  void ready() {
    if (!key.isValid()) {
      return; // Dropped by another one in this turn.
    }
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        setInterest();
        write(ByteBuffer.wrap(handshake().getBytes(ISO_8859_1)));
      }
      if (key.isValid() && key.isWritable()) {
        flush();
      }
      if (key.isValid() && key.isReadable()) {
        read();
      }
    } catch (IOException e) {
      end(e.toString());
    }
  }

  private String handshake() {
    return String.join(
        "\r\n",
        "GET " + path + " HTTP/1.1",
        "Host: localhost",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "",
        "");
  }

  private void write(ByteBuffer bytes) {
    unsent.add(bytes);
    if (unsent.size() == 1 && channel.isOpen()) {
      try {
        flush();
      } catch (IOException e) {
        end(e.toString());
      }
    }
  }

  private void flush() throws IOException {
    ByteBuffer first = unsent.peek();
    while (first != null) {
      channel.write(first);
      if (first.hasRemaining()) {
        break;
      }
      unsent.remove();
      first = unsent.peek();
    }
    setInterest();
  }

  private void setInterest() {
    if (key.isValid() && channel.isConnected()) {
      key.interestOps(
          (reads ? SelectionKey.OP_READ : 0) | (unsent.isEmpty() ? 0 : SelectionKey.OP_WRITE));
    }
  }

  private void read() throws IOException {
    ByteBuffer in = loop.in.clear().put(rest);
    int count = channel.read(in);
    in.flip();
    if (!upgraded) {
      upgrade(in);
    }
    while (upgraded && channel.isOpen() && reads) {
      Frames.Frame frame = Frames.next(in);
      if (frame == null) {
        break;
      }
      take(frame);
    }
    rest = in.hasRemaining() ? new byte[in.remaining()] : NOTHING;
    in.get(rest);
    if (count < 0 && channel.isOpen()) {
      end("the connection ended");
    }
  }

  private void upgrade(ByteBuffer in) {
    String head = ISO_8859_1.decode(in.duplicate()).toString();
    int end = head.indexOf(HEAD_END);
    if (end < 0) {
      return;
    }
    if (!head.startsWith("HTTP/1.1 101 ")) {
      end("refused: " + head.lines().findFirst().orElse(""));
      return;
    }
    in.position(in.position() + end + HEAD_END.length());
    upgraded = true;
    role.opened(this);
  }

  private void take(Frames.Frame frame) {
    switch (frame.opcode()) {
      case Frames.TEXT -> role.received(this, frame.text());
      case Frames.CLOSE -> end("close " + frame.closeCode());
      case Frames.PING -> write(Frames.masked(Frames.PONG, frame.payload()));
      default -> end("opcode " + frame.opcode());
    }
  }

  private void end(@Nullable String why) {
    drop();
    role.closed(this, String.valueOf(why));
  }
}
