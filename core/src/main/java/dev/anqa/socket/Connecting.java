package dev.anqa.socket;

import dev.anqa.serializer.Serializer;
import dev.anqa.serializer.Versions;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens between a request and a session: the version, then the application's decision. */
final class Connecting {
  private Connecting() {}

  static MountedSocket.Outcome connect(
      SocketHandler handler,
      SocketHandler.Connect connect,
      ConnectRequest request,
      SocketRuntime runtime)
      throws Exception {
    Object vsn = request.params().asMap().get("vsn");
    return switch (runtime.versions().negotiate(vsn)) {
      case Versions.Result.Matched(Serializer serializer) ->
          ask(handler, connect, request, runtime, serializer);
      case Versions.Result.Unsupported(String version, List<String> requirements) ->
          refuse(handler, runtime, version, /* readable= */ true, requirements);
      case Versions.Result.Invalid(String text) ->
          refuse(handler, runtime, text, /* readable= */ false, List.of());
    };
  }

  private static MountedSocket.Outcome refuse(
      SocketHandler handler,
      SocketRuntime runtime,
      String vsn,
      boolean readable,
      List<String> requirements) {
    runtime
        .telemetry()
        .emit(new TelemetryEvent.SocketRefusedVersion(handler.name(), vsn, readable, requirements));
    return new MountedSocket.Outcome.Refused(null);
  }

  private static MountedSocket.Outcome ask(
      SocketHandler handler,
      SocketHandler.Connect connect,
      ConnectRequest request,
      SocketRuntime runtime,
      Serializer serializer)
      throws Exception {
    long start = runtime.time().nanos();
    @Nullable ConnectResult result = connect.connect(request);
    Duration duration = Duration.ofNanos(runtime.time().nanos() - start);
    String id = result instanceof ConnectResult.Accepted accepted ? accepted.id() : null;
    SocketSource source = runtime.sessions().source(handler.name(), id, request);
    runtime
        .telemetry()
        .emit(
            new TelemetryEvent.SocketConnected(
                source,
                serializer.name(),
                String.valueOf(request.params().asMap().getOrDefault("vsn", "1.0.0")),
                request.params().asMap(),
                result instanceof ConnectResult.Accepted,
                duration));
    return switch (result) {
      case ConnectResult.Accepted accepted ->
          new MountedSocket.Outcome.Accepted(
              new SocketSession(handler, runtime, source, accepted, serializer));
      case ConnectResult.Refused(String reason) -> new MountedSocket.Outcome.Refused(reason);
      case null ->
          throw new IllegalStateException(
              "connect of %s returned null. Return ConnectResult.ok(), ok(assigns) or refused()."
                  .formatted(handler.name()));
    };
  }
}
