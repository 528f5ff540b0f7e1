package dev.anqa.conformance.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes sent on a connection of their own, and all that came back until the server closed. */
record RawExchange(List<Integer> statuses, String text) {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) [^\r\n]*\r\n");
  private static final int PATIENCE_MILLIS = 10_000;

  /**
   * Sends and reads until the end; a server that takes no more of it is heard all the same.
   *
   * @param request each character is a byte
   */
  static RawExchange of(int port, String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      Thread writer = Thread.startVirtualThread(() -> write(socket, request));
      String text = read(socket);
      writer.join();
      List<Integer> statuses = new ArrayList<>();
      Matcher matcher = STATUS_LINE.matcher(text);
      while (matcher.find()) {
        statuses.add(Integer.valueOf(matcher.group(1)));
      }
      return new RawExchange(statuses, text);
    } catch (IOException e) {
      throw new UncheckedIOException("the server neither answers nor closes", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(Socket socket, String request) {
    try {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    } catch (IOException e) {
      return; // Closed before it took everything; what it said is read.
    }
  }

  private static String read(Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[16_384];
    try {
      for (int n = socket.getInputStream().read(buffer); n >= 0; ) {
        text.append(new String(buffer, 0, n, ISO_8859_1));
        n = socket.getInputStream().read(buffer);
      }
    } catch (SocketException e) {
      text.append("(reset)");
    }
    return text.toString();
  }
}
