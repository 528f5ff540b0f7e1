package dev.anqa;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly what it is told, and reads answers. */
final class RawHttp implements AutoCloseable {
  /** An answer; header names in lower case. */
  record Answer(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.get(name);
    }
  }

  private final Socket socket;
  private final InputStream in;

  RawHttp(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends a request, or a part of one, whose lines end in LF here. */
  RawHttp send(String text) throws IOException {
    return sendRaw(text.replace("\n", "\r\n"));
  }

  RawHttp sendRaw(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  RawHttp send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Reads an answer to anything but HEAD. */
  Answer read() throws IOException {
    Answer head = readHead();
    int length = Integer.parseInt(head.headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException(body.length + " of " + length + " bytes");
    }
    return new Answer(head.status, head.headers, new String(body, ISO_8859_1));
  }

  /** Reads an answer without its body. */
  Answer readHead() throws IOException {
    int status = Integer.parseInt(readLine().split(" ", 3)[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    return new Answer(status, headers, "");
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("after: " + line);
      }
      line.append((char) c);
    }
    return line.toString().replace("\r", "");
  }

  /** The next byte; -1 at the end. */
  int readByte() throws IOException {
    return in.read();
  }

  byte[] readBytes(int count) throws IOException {
    return in.readNBytes(count);
  }

  /** Whether the server has closed, and sent nothing more. */
  boolean isAtEnd() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) { // A reset is an end, too.
      return true;
    }
  }

  /** Whether nothing comes for that long. */
  boolean isSilentFor(Duration time) throws IOException {
    in.mark(1);
    socket.setSoTimeout((int) time.toMillis());
    try {
      in.read();
      in.reset();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(10_000);
    }
  }

  /** Closes, early. */
  void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
