package dev.anqa.transport;

import dev.anqa.Endpoint;
import dev.anqa.EndpointBuilder;
import dev.anqa.pubsub.PubSub;
import dev.anqa.socket.ConnectRequest;
import dev.anqa.socket.MountedSocket;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.token.Token;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An endpoint with a socket at {@code /socket} on long-poll, and what became of its clients. */
final class LongPollNode implements MountedSocket, AutoCloseable {
  static final String SECRET = "a secret of at least sixty-four bytes, the same on all the nodes";

  /** Short enough for a poll to be waited for; sessions do not live long with it. */
  static final Duration SHORT = Duration.ofMillis(200);

  final List<ConnectRequest> connects = new CopyOnWriteArrayList<>();
  final List<RecordingSession> sessions = new CopyOnWriteArrayList<>();
  final List<TelemetryEvent> events = new CopyOnWriteArrayList<>();
  final Endpoint endpoint;

  /** What {@code connect} answers instead of a session; null for a session that echoes. */
  volatile MountedSocket.@Nullable Outcome outcome;

  private LongPollNode(
      UnaryOperator<EndpointBuilder> change,
      @Nullable MountedSocket socket,
      Consumer<? super MountOptions> mounting) {
    endpoint =
        change
            .apply(Endpoint.builder())
            .http(0, o -> o.host("127.0.0.1"))
            .secretKeyBase(SECRET)
            .noLog()
            .telemetry(events::add)
            .socket("/socket", socket != null ? socket : this, mounting)
            .start();
  }

  static LongPollNode start(Consumer<? super LongPollOptions> options) {
    return start(PubSub.builder().build(), null, options);
  }

  static LongPollNode start() {
    return start(_ -> {});
  }

  static LongPollNode start(
      PubSub pubsub, @Nullable MountedSocket socket, Consumer<? super LongPollOptions> options) {
    return mounting(builder -> builder.pubsub(pubsub), socket, mount -> mount.longpoll(options));
  }

  static LongPollNode mounting(
      UnaryOperator<EndpointBuilder> change,
      @Nullable MountedSocket socket,
      Consumer<? super MountOptions> mounting) {
    return new LongPollNode(change, socket, mounting);
  }

  @Override
  public String name() {
    return "UserSocket";
  }

  @Override
  public Outcome connect(ConnectRequest request, SocketRuntime runtime) throws Exception {
    connects.add(request);
    MountedSocket.Outcome other = outcome;
    if (other != null) {
      return other;
    }
    RecordingSession session = new RecordingSession();
    sessions.add(session);
    return new Outcome.Accepted(session);
  }

  RecordingSession session() {
    return sessions.getLast();
  }

  /** A client of this node that has no session yet. */
  LongPollClient client() {
    return new LongPollClient(endpoint.port(), "/socket/longpoll");
  }

  /** A client with a session. */
  LongPollClient connected() throws Exception {
    return client().connect();
  }

  /** The same session, as an endpoint sees it that does not have it. */
  static String seenFromElsewhere(String token) {
    Token tokens = new Token(SECRET);
    String salt = "anqa longpoll /socket";
    LongPollToken known = LongPollToken.verify(tokens, salt, token, Token.FOREVER);
    if (known == null) {
      throw new AssertionError("not a token: " + token);
    }
    return new LongPollToken("another", known.topic(), known.node())
        .sign(tokens, salt, Token.FOREVER);
  }

  /** The events of a kind, until now. */
  <T extends TelemetryEvent> List<T> events(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
