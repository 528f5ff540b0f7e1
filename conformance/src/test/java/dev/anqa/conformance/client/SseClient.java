package dev.anqa.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A client of the example {@code sse}, which reads its stream as an EventSource does. */
final class SseClient implements Connection {
  private static final String SESSION = "x-sse-session";

  private final String path;
  private final Socket socket;
  private final InputStream in;
  private final KeptAlive posts;
  private final String session;

  /** What is left of a chunk. */
  private InputStream chunk = InputStream.nullInputStream();

  /** An event; its name is {@code message} if it has none. */
  private record Event(String name, String data) {}

  SseClient(int port, String path, String query) {
    this.path = path;
    this.posts = new KeptAlive(port);
    try {
      this.socket = HttpRequest.open(port);
      this.in = new BufferedInputStream(socket.getInputStream());
      HttpReply reply = HttpRequest.get(path + "?" + query).begin(socket, in);
      assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
      assertThat(reply.header("content-type")).isEqualTo("text/event-stream");
      Event first = read();
      assertThat(first.name()).isEqualTo("session");
      this.session = first.data();
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  @Override
  public void sendText(String text) {
    send(HttpRequest.post(path, text));
  }

  @Override
  public void sendBinary(byte... bytes) {
    send(
        HttpRequest.post(path, bytes)
            .without("content-type")
            .header("content-type", "application/octet-stream"));
  }

  private void send(HttpRequest request) {
    HttpReply reply = posts.send(request.header(SESSION, session));
    assertThat(reply.status()).as("%s -> %s", request, reply).isIn(204, 410);
  }

  @Override
  public WsFrame next() {
    try {
      Event event = read();
      return switch (event.name()) {
        case "message" -> WsFrame.text(event.data());
        case "binary" -> WsFrame.of(WsFrame.BINARY, Base64.getDecoder().decode(event.data()));
        case "close" -> WsFrame.close(Integer.parseInt(event.data()));
        default -> throw new AssertionError("an event of unknown name: " + event);
      };
    } catch (EOFException e) {
      throw new AssertionError("the stream ended without an event that says so", e);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no event within " + HttpRequest.DEADLINE, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Event read() throws IOException {
    String name = "message";
    List<String> data = new ArrayList<>();
    for (String line = line(); !line.isEmpty() || data.isEmpty(); line = line()) {
      if (line.startsWith("event: ")) {
        name = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        data.add(line.substring("data: ".length()));
      } else {
        assertThat(line.isEmpty() || line.startsWith(":")).as(line).isTrue();
      }
    }
    return new Event(name, String.join("\n", data));
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = content(); b != '\n'; b = content()) {
      line.write(b);
    }
    return line.toString(UTF_8);
  }

  /** The next byte of the content. */
  private int content() throws IOException {
    int b = chunk.read();
    if (b >= 0) {
      return b;
    }
    byte[] next = HttpReply.readChunk(in);
    if (next.length == 0) {
      throw new EOFException("the last chunk");
    }
    chunk = new ByteArrayInputStream(next);
    return chunk.read();
  }

  @Override
  public WsFrame end(int code) {
    return WsFrame.close(code);
  }

  @Override
  public void confirmEnd(int code) {
    try {
      Event event = read();
      throw new AssertionError("an event instead of the end: " + event);
    } catch (EOFException e) {
      close();
    } catch (IOException e) {
      throw new UncheckedIOException("the server does not end the stream", e);
    }
  }

  @Override
  public void close() {
    posts.close();
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
