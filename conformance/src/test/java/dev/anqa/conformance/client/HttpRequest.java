package dev.anqa.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An HTTP/1.1 request of which every line can be chosen, also wrongly. */
public final class HttpRequest {
  /** How long a test waits for anything before it fails. */
  static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final String SAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private final String requestLine;
  private final List<String> headers = new ArrayList<>();
  private byte[] body = {};

  private HttpRequest(String requestLine) {
    this.requestLine = requestLine;
  }

  /** A request without any header. */
  public static HttpRequest bare(String requestLine) {
    return new HttpRequest(requestLine);
  }

  public static HttpRequest get(String path) {
    return bare("GET " + path + " HTTP/1.1").header("host", "127.0.0.1");
  }

  public static HttpRequest post(String path, String json) {
    return post(path, json.getBytes(UTF_8));
  }

  static HttpRequest post(String path, byte[] body) {
    HttpRequest request = bare("POST " + path + " HTTP/1.1").header("host", "127.0.0.1");
    request.body = body;
    return request
        .header("content-type", "application/json")
        .header("content-length", Integer.toString(body.length));
  }

  /** A handshake with everything that RFC 6455 section 4.1 asks for, and its sample key. */
  public static HttpRequest handshake(String path) {
    return get(path)
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-key", SAMPLE_KEY)
        .header("sec-websocket-version", "13");
  }

  /** Adds a header line, also when there is one of this name. */
  public HttpRequest header(String name, String value) {
    headers.add(name + ": " + value);
    return this;
  }

  /** Adds lines of the form {@code name: value}. */
  public HttpRequest headers(String... lines) {
    headers.addAll(List.of(lines));
    return this;
  }

  /** Takes out each header line of this name. */
  public HttpRequest without(String name) {
    headers.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"));
    return this;
  }

  /** Sends this on a connection of its own and reads the answer. */
  public HttpReply send(int port) {
    return send(loopback(port));
  }

  /** As {@link #send(int)}, to another machine. */
  public HttpReply send(InetSocketAddress address) {
    try (Socket socket = open(address)) {
      return exchange(socket, new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(requestLine, e);
    }
  }

  HttpReply exchange(Socket socket, InputStream in) throws IOException {
    write(socket);
    return HttpReply.read(in, !requestLine.startsWith("HEAD "));
  }

  /** As {@link #exchange}, but leaves the answer's body to be read. */
  HttpReply begin(Socket socket, InputStream in) throws IOException {
    write(socket);
    return HttpReply.read(in, false);
  }

  private void write(Socket socket) throws IOException {
    StringBuilder text = new StringBuilder(requestLine).append("\r\n");
    headers.forEach(line -> text.append(line).append("\r\n"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(text.append("\r\n").toString().getBytes(UTF_8));
    bytes.writeBytes(body);
    socket.getOutputStream().write(bytes.toByteArray());
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  static Socket open(int port) throws IOException {
    return open(loopback(port));
  }

  static Socket open(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) DEADLINE.toMillis());
    socket.connect(address, (int) DEADLINE.toMillis());
    return socket;
  }

  @Override
  public String toString() {
    return requestLine + " " + headers;
  }
}
