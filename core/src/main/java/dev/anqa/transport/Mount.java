package dev.anqa.transport;

import dev.anqa.socket.ConnectInfo;
import dev.anqa.socket.ConnectRequest;
import dev.anqa.socket.MountedSocket;
import dev.anqa.socket.Params;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
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

  /** Reads the parameters and asks the interceptors. */
  Handshake admit(HttpRequest request, Map<String, String> ofPath) throws Refused {
    return admit(request, new Params(Query.parse(request.query(), ofPath)));
  }

  /** Asks the interceptors. */
  Handshake admit(HttpRequest request, Params params) throws Refused {
    Handshake handshake = new Handshake(this, request, params);
    chain.run(handshake);
    return handshake;
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
