package dev.anqa.transport;

import dev.anqa.pubsub.Partition;
import dev.anqa.socket.MountedSocket;
import dev.anqa.socket.Params;
import dev.anqa.socket.SocketRuntime;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A request to a mount, as its {@link Transport} sees it: what was asked, the steps of a handshake
 * that all transports share, and the way to its one answer. Any thread may use it.
 */
public final class TransportRequest {
  private final Mount mount;
  private final Exchange exchange;
  private final Params params;

  private TransportRequest(Mount mount, Exchange exchange, Params params) {
    this.mount = mount;
    this.exchange = exchange;
    this.params = params;
  }

  static TransportRequest of(Mount mount, Exchange exchange, Map<String, String> ofPath)
      throws Refused {
    return new TransportRequest(
        mount, exchange, new Params(Query.parse(exchange.request().query(), ofPath)));
  }

  /** What was asked. */
  public HttpRequest request() {
    return exchange.request();
  }

  /** The parameters of the query and the path. */
  public Params params() {
    return params;
  }

  /** The name of the mounted socket, such as {@code UserSocket}. */
  public String socket() {
    return mount.socket().name();
  }

  /** What the endpoint lends: time, telemetry, topics. */
  public SocketRuntime runtime() {
    return mount.runtime();
  }

  /**
   * The thread of this request's connection: a good place for the session that it begins. The
   * {@link dev.anqa.channel.Outbound} of that session hands its tasks to it.
   */
  public TransportThread thread() {
    return exchange.loop();
  }

  /** That thread, as a share of the subscribers. */
  public Partition partition() {
    return exchange.loop().partition();
  }

  /** Runs callbacks of sessions on that thread: each task on a virtual thread. */
  public Executor callbacks() {
    return exchange.loop().callbacks();
  }

  /**
   * Asks the interceptors, and then the socket's {@code connect}; to be called once for each
   * connection. May block.
   *
   * @param authToken what the client sent as phoenix.js's {@code authToken}, null for nothing;
   *     {@code connect} sees it if the mount takes such tokens
   */
  public Admission admit(@Nullable String authToken) {
    try {
      Handshake handshake = mount.admit(request(), params);
      Admission admission = connect(handshake, mount.options().authToken() ? authToken : null);
      if (!(admission instanceof Admission.Accepted)) {
        handshake.release();
      }
      return admission;
    } catch (Refused refused) {
      refused.tell(request().path(), mount.telemetry());
      return new Admission.Answered(refused.response());
    }
  }

  private Admission connect(Handshake handshake, @Nullable String authToken) {
    try {
      return switch (mount.connect(handshake, request(), authToken)) {
        case MountedSocket.Outcome.Accepted(var session) ->
            new Admission.Accepted(
                new PlacedSession(session, handshake.releasing()), handshake.responseHeaders());
        case MountedSocket.Outcome.Refused(var reason) -> new Admission.Refused(reason);
      };
    } catch (Refused refused) {
      refused.tell(request().path(), mount.telemetry());
      return new Admission.Answered(refused.response());
    }
  }

  /** Applies the origin check alone: for the requests of a client that was admitted before. */
  public Interception checkOrigin() {
    return OriginCheck.here().intercept(mount.uncounted(request(), params));
  }

  /**
   * Answers.
   *
   * @throws IllegalStateException if it is answered already
   */
  public void respond(HttpResponse response) {
    exchange.respond(response);
  }

  /**
   * Begins an answer that goes on.
   *
   * @param gone told, on the thread of the connection, when the client has gone before the end
   * @throws IllegalStateException if it is answered already
   */
  public ResponseStream stream(int status, Headers headers, Runnable gone) {
    return exchange.stream(status, headers, gone);
  }

  // For the transports in here.

  Loop loop() {
    return exchange.loop();
  }

  /** Has a task run on the connection's thread if the client goes before it is answered. */
  void whenGone(Runnable task) {
    exchange.whenGone(task);
  }

  /** Takes a step towards the answer, and answers if that fails. */
  void attempt(Answering.Step step) {
    Answering.attempt(exchange, mount.telemetry(), step);
  }
}
