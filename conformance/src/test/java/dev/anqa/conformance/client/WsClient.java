package dev.anqa.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A WebSocket client that shows every frame and may break every rule: it frames by hand over a
 * plain socket. One thread at a time uses it; reading blocks until a frame or the deadline comes.
 */
public final class WsClient implements Connection {
  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

  private final Socket socket;
  private final DataInputStream in;
  private final HttpReply handshake;

  private WsClient(Socket socket, DataInputStream in, HttpReply handshake) {
    this.socket = socket;
    this.in = in;
    this.handshake = handshake;
  }

  /** Opens a connection; fails if the server refuses the handshake. */
  public static WsClient connect(int port, HttpRequest handshake) {
    return connect(HttpRequest.loopback(port), handshake);
  }

  /** As {@link #connect(int, HttpRequest)}, to another machine. */
  public static WsClient connect(InetSocketAddress address, HttpRequest handshake) {
    try {
      Socket socket = HttpRequest.open(address);
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      HttpReply reply = handshake.exchange(socket, in);
      if (reply.status() != 101) {
        socket.close();
        throw new AssertionError("refused: " + handshake + " -> " + reply);
      }
      return new WsClient(socket, in, reply);
    } catch (IOException e) {
      throw new UncheckedIOException(handshake.toString(), e);
    }
  }

  public static WsClient connect(int port, String path, String... headers) {
    return connect(port, HttpRequest.handshake(path).headers(headers));
  }

  /** The server's answer to the handshake. */
  public HttpReply handshake() {
    return handshake;
  }

  @Override
  public void sendText(String text) {
    send(WsFrame.text(text));
  }

  @Override
  public void sendBinary(byte... bytes) {
    send(WsFrame.of(WsFrame.BINARY, bytes));
  }

  /** Sends frames in one write. */
  public void send(WsFrame... frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (WsFrame frame : frames) {
      bytes.writeBytes(encode(frame, true));
    }
    sendBytes(bytes.toByteArray());
  }

  /** Sends a frame without a mask, which no client may do. */
  public void sendUnmasked(WsFrame frame) {
    sendBytes(encode(frame, false));
  }

  /** Sends bytes that need not be a frame. */
  public void sendBytes(byte... bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame. Fails if the connection ends or the deadline passes. */
  @Override
  public WsFrame next() {
    return next(HttpRequest.DEADLINE);
  }

  public WsFrame next(Duration deadline) {
    try {
      socket.setSoTimeout((int) deadline.toMillis());
      return read();
    } catch (EOFException e) {
      throw new AssertionError("the connection ended without a close frame", e);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no frame within " + deadline, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Awaits these frames, in this order, and no other between them. */
  public void expect(WsFrame... frames) {
    for (WsFrame frame : frames) {
      assertThat(next()).hasToString(frame.toString());
    }
  }

  /**
   * Awaits a close frame with this code, answers it and awaits the end of TCP. Codes that stand for
   * a limit come with a reason, others without.
   */
  public void expectClosed(int code) {
    boolean limit = code == 1009 || code == 1013;
    String close = next().toString();
    assertThat(close).startsWith(WsFrame.close(code) + (limit ? " with a reason: " : ""));
    if (!limit) {
      assertThat(close).isEqualTo(WsFrame.close(code).toString());
    }
    confirmEnd(code);
  }

  @Override
  public WsFrame end(int code) {
    return WsFrame.close(code);
  }

  /** Reads frames until the server closes; returns its close code, 1006 if TCP just ended. */
  public int awaitClose() {
    try {
      for (WsFrame frame = read(); ; frame = read()) {
        if (frame.opcode() == WsFrame.CLOSE) {
          confirmEnd(frame.closeCode());
          return frame.closeCode();
        }
      }
    } catch (EOFException | SocketException e) {
      return 1006;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers the close frame, and awaits the end of TCP. */
  @Override
  public void confirmEnd(int code) {
    try {
      socket.getOutputStream().write(encode(WsFrame.close(code), true));
    } catch (IOException e) {
      // The server need not wait for the answer.
    }
    awaitEnd();
  }

  /** Awaits the end of the TCP connection; fails if a frame comes. */
  public void awaitEnd() {
    try {
      WsFrame frame = read();
      throw new AssertionError("a frame instead of the end: " + frame);
    } catch (EOFException | SocketException e) {
      // Ended, as expected.
    } catch (IOException e) {
      throw new UncheckedIOException("the server does not end the connection", e);
    }
  }

  /** Ends TCP without a close frame. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private WsFrame read() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    assertThat(second & 0x80).as("a server's frame is not masked").isZero();
    int length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = Math.toIntExact(in.readLong());
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new WsFrame((first & 0x80) != 0, first >> 4 & 7, first & 15, payload);
  }

  private static byte[] encode(WsFrame frame, boolean masked) {
    byte[] payload = frame.payload();
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
    out.write((frame.fin() ? 0x80 : 0) | frame.rsv() << 4 | frame.opcode());
    int mask = masked ? 0x80 : 0;
    if (payload.length < 126) {
      out.write(mask | payload.length);
    } else if (payload.length < 65_536) {
      out.write(mask | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.length >> shift));
      }
    }
    if (masked) {
      out.writeBytes(MASK);
    }
    for (int i = 0; i < payload.length; i++) {
      out.write(masked ? payload[i] ^ MASK[i & 3] : payload[i]);
    }
    return out.toByteArray();
  }
}
