package dev.anqa.transport;

import dev.anqa.limits.Gate;
import dev.anqa.limits.TrustedProxies;
import dev.anqa.socket.ConnectInfo;
import dev.anqa.socket.ConnectRequest;
import dev.anqa.socket.MountedSocket;
import dev.anqa.socket.Params;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A socket on one of its transports, and the steps of a handshake that all transports share.
 *
 * @param path where the socket is mounted, as it was written
 * @param transport such as {@code websocket}
 * @param socket who is mounted
 * @param options what the transport was told
 * @param originPolicy that of the transport, or else the endpoint's
 * @param urlHost the host of the endpoint's URL
 * @param chain the interceptors
 * @param runtime what sockets are lent
 * @param refusals how clients of this transport are told a status
 */
record Mount(
    String path,
    String transport,
    MountedSocket socket,
    TransportSettings options,
    OriginPolicy originPolicy,
    String urlHost,
    HandshakeChain chain,
    SocketRuntime runtime,
    IntFunction<HttpResponse> refusals) {

  Telemetry telemetry() {
    return runtime.telemetry();
  }

  HttpResponse refusal(int status) {
    return refusals.apply(status);
  }

  /** Reads the parameters, finds a place and asks the interceptors. */
  Handshake admit(HttpRequest request, Map<String, String> ofPath) throws Refused {
    return admit(request, new Params(Query.parse(request.query(), ofPath)));
  }

  /**
   * Finds a place for the client, and asks the interceptors. Whoever calls gives the place back, at
   * the end of the connection or if there is none after all.
   */
  Handshake admit(HttpRequest request, Params params) throws Refused {
    InetSocketAddress client = client(request);
    return switch (runtime.limits().gate().enter(client.getAddress())) {
      case Gate.Refused refused -> throw new Refused(refusal(refused), /* reason= */ null);
      case Gate.Place place -> {
        Handshake handshake = new Handshake(this, request, params, client, place);
        try {
          chain.run(handshake);
        } catch (Refused | RuntimeException | Error thrown) {
          place.release();
          throw thrown;
        }
        yield handshake;
      }
    };
  }

  /** A handshake that takes no place: for checks that come again. */
  Handshake uncounted(HttpRequest request, Params params) {
    return new Handshake(this, request, params, client(request), /* place= */ null);
  }

  /** Where the client is, if need be by the word of the proxies before it. */
  private InetSocketAddress client(HttpRequest request) {
    TrustedProxies proxies = runtime.limits().trustedProxies();
    String header = proxies.header();
    return header.isEmpty()
        ? request.peer()
        : proxies.clientOf(request.peer(), request.headers().all(header));
  }

  /** Says which limit it is; clients of long-poll know a refusal by the body. */
  private HttpResponse refusal(Gate.Refused refused) {
    String text = refused.why().text();
    HttpResponse response =
        transport.equals(LongPoll.TRANSPORT)
            ? LongPoll.unavailable(refused.status(), text)
            : HttpResponse.text(refused.status(), text);
    return response.with("retry-after", String.valueOf(refused.retryAfterSeconds()));
  }

  /**
   * Asks the socket.
   *
   * @param request as {@code connect} may see it, so without the auth token
   */
  MountedSocket.Outcome connect(
      Handshake handshake, HttpRequest request, @Nullable String authToken) throws Refused {
    try {
      ConnectInfo info = ConnectInfos.of(handshake, request, authToken);
      MountedSocket.Outcome outcome =
          socket.connect(new ConnectRequest(transport, handshake.params(), info), runtime);
      if (outcome == null) {
        throw new IllegalStateException(
            "connect of %s returned null (expected: Accepted or Refused)".formatted(socket.name()));
      }
      return outcome;
    } catch (Exception | LinkageError | AssertionError | StackOverflowError thrown) {
      telemetry().emit(new TelemetryEvent.ConnectCrashed(socket.name(), thrown));
      throw new Refused(HttpResponse.text(500, "Internal Server Error"), null);
    }
  }
}
