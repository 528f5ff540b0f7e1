package dev.anqa.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import javax.net.SocketFactory;

/**
 * A client for what the load generator does not speak: TLS and compression. It counts what it is
 * sent by length, and neither inflates nor parses it.
 */
final class CountingClient implements AutoCloseable {
  private static final int TEXT = 0x81;
  private static final int MASKED = 0x80;

  /** Messages have at most 64 KiB - 1 bytes. */
  private static final int TWO_BYTES = 126;

  private final Socket socket;
  private final OutputStream out;

  private CountingClient(Socket socket, OutputStream out) {
    this.socket = socket;
    this.out = out;
  }

  /**
   * Connects, and reads on a virtual thread until it is closed.
   *
   * @param extensions to offer, such as {@code permessage-deflate}; empty for none
   * @param received is told the length of each message on the wire, on that thread
   */
  static CountingClient connect(
      SocketFactory sockets, int port, String extensions, IntConsumer received) throws IOException {
    Socket socket = sockets.createSocket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    CountingClient client = new CountingClient(socket, socket.getOutputStream());
    String offer = extensions.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + extensions + "\r\n";
    client.out.write(
        """
        GET /bench/websocket?vsn=2.0.0 HTTP/1.1\r
        Host: localhost\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        """
            .concat(offer + "\r\n")
            .getBytes(ISO_8859_1));
    String head = readHead(in);
    if (!head.startsWith("HTTP/1.1 101")
        || head.contains("permessage-deflate") == offer.isEmpty()) {
      throw new IOException("the server answered " + head + " (expected: 101 and " + offer + ")");
    }
    Thread.ofVirtual().name("anqa-bench-client").start(() -> read(in, received));
    return client;
  }

  private static String readHead(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  private static void read(DataInputStream in, IntConsumer received) {
    try {
      while (true) {
        in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (length == TWO_BYTES) {
          length = in.readUnsignedShort();
        } else if (length > TWO_BYTES) {
          length = Math.toIntExact(in.readLong());
        }
        in.skipNBytes(length);
        received.accept(length);
      }
    } catch (IOException e) {
      // Closed, by us or the server: whoever counts too little waits in vain, and says so.
      return;
    }
  }

  /** Sends a message of text. Not for more than one thread. */
  void send(String text) throws IOException {
    out.write(frame(text.getBytes(UTF_8)));
  }

  /** A whole frame. The mask is zero: that is one, and leaves the text as it is. */
  static byte[] frame(byte[] text) {
    boolean small = text.length < TWO_BYTES;
    ByteBuffer frame = ByteBuffer.allocate(text.length + (small ? 6 : 8));
    frame.put((byte) TEXT);
    if (small) {
      frame.put((byte) (MASKED | text.length));
    } else {
      frame.put((byte) (MASKED | TWO_BYTES)).putShort((short) text.length);
    }
    frame.putInt(0).put(text);
    return frame.array();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
