package dev.anqa.examples.sse;

import dev.anqa.serializer.Frame;
import dev.anqa.socket.Session;
import dev.anqa.transport.Admission;
import dev.anqa.transport.HttpRequest;
import dev.anqa.transport.HttpResponse;
import dev.anqa.transport.Interception;
import dev.anqa.transport.Transport;
import dev.anqa.transport.TransportRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Channels over server-sent events: a GET is answered with a stream of events, and each message of
 * the client is a POST. Everything in here is public API, so that it shows how a transport is
 * written.
 *
 * <p>The stream's first event is {@code session}: its data is the name that POSTs send in the
 * header {@value #SESSION}. Text messages are events without a name, binary ones have the name
 * {@code binary} and are in base64; {@code close} has the code of a WebSocket's close frame. A POST
 * of {@code application/octet-stream} is a binary message, any other a text. It is answered with
 * 204 when the session has taken it, and with 410 when there is no such session.
 */
public final class EventStreams implements Transport {
  static final String NAME = "sse";
  static final String SESSION = "x-sse-session";
  private static final String BINARY = "application/octet-stream";
  private static final int RANDOM_BYTES = 16;

  private final SecureRandom random;

  /** By their names. */
  private final ConcurrentHashMap<String, EventStream> streams = new ConcurrentHashMap<>();

  private volatile boolean draining;

  /**
   * Makes one, for one mount.
   *
   * @param random for names that nobody can guess
   */
  public EventStreams(SecureRandom random) {
    this.random = random;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void serve(TransportRequest request) {
    switch (request.request().method()) {
      case "GET" -> begin(request);
      case "POST" -> receive(request);
      default -> request.respond(HttpResponse.empty(405).with("allow", "GET, POST"));
    }
  }

  private void begin(TransportRequest request) {
    if (draining) {
      request.respond(HttpResponse.empty(503));
      return;
    }
    switch (request.admit(/* authToken= */ null)) {
      case Admission.Accepted(Session session, var headers) -> {
        String name = randomName();
        EventStream stream = new EventStream(request, session, () -> streams.remove(name));
        streams.put(name, stream);
        stream.open(name, headers);
        if (draining) { // Whoever drains may have been here before.
          stream.drain();
        }
      }
      case Admission.Refused _ -> request.respond(HttpResponse.empty(403));
      case Admission.Answered(HttpResponse response) -> request.respond(response);
    }
  }

  private String randomName() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private void receive(TransportRequest request) {
    if (request.checkOrigin() instanceof Interception.Answered(HttpResponse response)) {
      request.respond(response);
      return;
    }
    String name = request.request().headers().first(SESSION);
    EventStream stream = name == null ? null : streams.get(name);
    Frame frame = frame(request.request());
    if (stream == null) {
      request.respond(HttpResponse.empty(410));
    } else if (frame == null) {
      request.respond(HttpResponse.text(400, "not UTF-8"));
    } else {
      stream.receive(frame, request);
    }
  }

  /** What the body holds; null if it is a text that is not UTF-8, which no session may be given. */
  private static @Nullable Frame frame(HttpRequest request) {
    if (BINARY.equals(request.headers().first("content-type"))) {
      return new Frame.Binary(request.body());
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(request.body()));
      return new Frame.Text(request.body());
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  @Override
  public void drain() {
    draining = true;
    streams.values().forEach(EventStream::drain);
  }
}
