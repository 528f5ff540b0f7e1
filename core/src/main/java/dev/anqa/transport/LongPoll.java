package dev.anqa.transport;

import dev.anqa.channel.StopReason;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.Session;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.token.Token;
import dev.anqa.transport.LongPollRoute.Polled;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The long-poll transport of one mount: a GET polls or begins a session, a POST hands over
 * messages, and OPTIONS answers for browsers. What came of it is a status in the JSON of the body;
 * the HTTP status is 200.
 *
 * <p>Ports {@code lib/phoenix/transports/long_poll.ex}. Differs in: of the interceptors, only the
 * origin check is asked at each request, the others when a session begins; a session that is not
 * answered for on this node is looked for on the one node that its token names; what a session does
 * not take in time it was asked to wait for itself, see {@link LongPollSession}.
 */
final class LongPoll implements Transport {
  static final String TRANSPORT = "longpoll";

  private static final String TOKEN_HEADER = "x-phoenix-longpoll-token";
  private static final String AUTH_TOKEN_HEADER = "x-phoenix-authtoken";
  private static final String PRIVATE_TOPIC = "phx:lp:";
  private static final int RANDOM_BYTES = 16;
  private static final int TOO_LARGE = 400;
  private static final String OVERLOADED = "the node has too much to do";

  private final String salt;
  private final LongPollSettings settings;
  private final TransportLimits limits;
  private final Token tokens;
  private final SocketRuntime runtime;
  private final SecureRandom random;

  /** The name of this instance in tokens: one that has another one is of another instance. */
  private final String name;

  private final LongPollPeers peers;

  /** By their private topics. */
  private final ConcurrentHashMap<String, LongPollSession> sessions = new ConcurrentHashMap<>();

  private volatile boolean draining;

  /**
   * Makes one.
   *
   * @param path of the mount and transport, the same on all nodes
   * @param tokens signs and verifies, with the same secret on all nodes
   * @param random for names that nobody can guess
   */
  LongPoll(
      String path,
      LongPollSettings settings,
      TransportLimits limits,
      Token tokens,
      SocketRuntime runtime,
      SecureRandom random) {
    this.salt = "anqa longpoll " + path;
    this.settings = settings;
    this.limits = limits;
    this.tokens = tokens;
    this.runtime = runtime;
    this.random = random;
    this.name = randomName();
    this.peers = new LongPollPeers(PRIVATE_TOPIC + "node:" + name, settings, runtime);
  }

  @Override
  public String name() {
    return TRANSPORT;
  }

  /** How long bodies may be, and the answer to longer ones. */
  BodyLimit bodyLimit() {
    return new BodyLimit(limits.frames(), TOO_LARGE);
  }

  @Override
  public void serve(TransportRequest request) throws Exception {
    String method = request.request().method();
    String token = token(request);
    LongPollRoute route = method.equals("GET") || method.equals("POST") ? route(token) : null;
    if (method.equals("GET") && (token == null || route == null)) {
      begin(request); // Its interceptors check the origin.
    } else if (request.checkOrigin() instanceof Interception.Answered(HttpResponse response)) {
      respond(request, response);
    } else if (method.equals("GET") && token != null && route != null) {
      poll(request, token, route);
    } else if (method.equals("POST")) {
      publish(request, route);
    } else if (method.equals("OPTIONS")) {
      respond(request, options(request.request()));
    } else {
      respond(request, HttpResponse.empty(400));
    }
  }

  // Requests of a session.

  /** The header wins. */
  private static @Nullable String token(TransportRequest request) {
    String header = request.request().headers().first(TOKEN_HEADER);
    return header != null ? header : request.params().string("token");
  }

  /** The way to the session of a token; null if it is no token, or the session has ended. */
  private @Nullable LongPollRoute route(@Nullable String text) {
    LongPollToken token = LongPollToken.verify(tokens, salt, text, settings.tokenMaxAge());
    if (token == null) {
      return null;
    }
    return token.endpoint().equals(name) ? sessions.get(token.topic()) : peers.route(token);
  }

  private void poll(TransportRequest request, String token, LongPollRoute route) {
    CompletableFuture<Polled> polled = route.poll();
    request.whenGone(() -> polled.cancel(/* mayInterruptIfRunning= */ false));
    whenDone(
        request,
        polled,
        result -> {
          switch (result) {
            case Polled.Messages(List<byte[]> messages) ->
                respond(request, messages.isEmpty() ? 204 : 200, token, messages);
            case Polled.Gone _ -> begin(request);
          }
        });
  }

  private void publish(TransportRequest request, @Nullable LongPollRoute route) throws Refused {
    if (route == null) {
      respond(request, 410);
      return;
    }
    HttpRequest http = request.request();
    List<Frame> frames = LongPollBody.read(http);
    whenDone(
        request,
        route.publish(frames),
        outcome -> {
          switch (outcome) {
            case TAKEN -> respond(request, 200);
            case TIMEOUT -> respond(request, 408);
            case GONE -> respond(request, 410);
          }
        });
  }

  /** Goes on elsewhere, where it may block. */
  private <T> void whenDone(
      TransportRequest request, CompletableFuture<T> future, Consumer<T> next) {
    var _ =
        future.thenAcceptAsync(
            result -> request.attempt(() -> next.accept(result)), runtime.callbacks());
  }

  // The beginning of a session.

  private void begin(TransportRequest request) {
    switch (request.admit(request.request().headers().first(AUTH_TOKEN_HEADER))) {
      case Admission.Accepted(Session session, Headers headers) -> open(request, session, headers);
      case Admission.Refused _ -> respond(request, 403);
      case Admission.Answered(HttpResponse response) -> respond(request, response);
    }
  }

  private void open(TransportRequest request, Session session, Headers headers) {
    String topic = PRIVATE_TOPIC + randomName() + runtime.time().now().toEpochMilli();
    LongPollSession opening =
        new LongPollSession(
            request.loop(),
            session,
            settings,
            limits,
            runtime,
            request.socket(),
            () -> sessions.remove(topic));
    sessions.put(topic, opening);
    LongPollToken token = new LongPollToken(name, topic, runtime.pubsub().nodeName());
    String signed = token.sign(tokens, salt, settings.tokenMaxAge());
    HttpResponse response = json(LongPollJson.messages(410, signed, List.of()));
    for (var line : headers.lines()) {
      response = response.with(line.getKey(), line.getValue());
    }
    HttpResponse answer = response;
    try {
      opening.open(topic, () -> respond(request, answer));
    } catch (RejectedExecutionException e) { // The loop has too much to do, or has stopped.
      sessions.remove(topic);
      session.closed(new StopReason.TransportFailed(OVERLOADED));
      respond(request, unavailable(503, OVERLOADED).with("retry-after", "1"));
      return;
    }
    if (draining) { // Whoever drains may have been here before.
      opening.close(WebSocketHandshake.RESTARTING, "");
    }
  }

  /** How many sessions there are. */
  int sessions() {
    return sessions.size();
  }

  private String randomName() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  // Answers.

  private static HttpResponse options(HttpRequest request) {
    List<String> asked = request.headers().all("access-control-request-headers");
    return HttpResponse.empty(200)
        .with("access-control-allow-headers", String.join(", ", asked))
        .with("access-control-allow-methods", "get, post, options")
        .with("access-control-max-age", "3600");
  }

  private static void respond(TransportRequest request, int status) {
    respond(request, json(LongPollJson.status(status)));
  }

  private static void respond(
      TransportRequest request, int status, String token, List<byte[]> messages) {
    respond(request, json(LongPollJson.messages(status, token, messages)));
  }

  private static HttpResponse json(byte[] body) {
    return HttpResponse.of(200, "application/json; charset=utf-8", body)
        .with("cache-control", "no-store");
  }

  /**
   * Sends an answer, which pages of any origin may read: whom the check refused learns so. Not so
   * an error of the server, as in Phoenix.
   */
  private static void respond(TransportRequest request, HttpResponse response) {
    boolean told = response.headers().first("access-control-allow-origin") != null;
    boolean failed = response.status() >= 500;
    request.respond(told || failed ? response : response.with("access-control-allow-origin", "*"));
  }

  /**
   * How a refusal is told: phoenix.js knows 403 as a status in the body, and others as none at all,
   * after which it comes again.
   */
  static HttpResponse refusal(int status) {
    return status == 403 ? json(LongPollJson.status(403)) : HttpResponse.empty(status);
  }

  /**
   * How a client is told to come later: phoenix.js comes again, more and more slowly, if the status
   * in the body is 500, and stops for good at others that it does not know.
   */
  static HttpResponse unavailable(int status, String reason) {
    return HttpResponse.json(status, "{\"status\":500,\"reason\":\"" + reason + "\"}")
        .with("cache-control", "no-store")
        .with("access-control-allow-origin", "*"); // Else pages of other origins cannot read it.
  }

  @Override
  public void drain() {
    draining = true;
    sessions.values().forEach(each -> each.close(WebSocketHandshake.RESTARTING, ""));
    peers.close();
  }
}
