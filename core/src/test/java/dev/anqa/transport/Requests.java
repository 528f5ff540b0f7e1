package dev.anqa.transport;

import dev.anqa.limits.LimitOptions;
import dev.anqa.limits.Limits;
import dev.anqa.limits.StillTime;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.SystemTime;
import dev.anqa.serializer.JacksonJson;
import dev.anqa.serializer.Versions;
import dev.anqa.socket.ConnectRequest;
import dev.anqa.socket.MountedSocket;
import dev.anqa.socket.SessionRegistry;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.util.List;

/** Requests and mounts for tests. */
final class Requests {
  private static final InetSocketAddress PEER = InetSocketAddress.createUnresolved("peer", 4711);

  private String scheme = "http";
  private String version = "HTTP/1.1";
  private final String path;
  private Headers headers = Headers.none();

  private Requests(String path) {
    this.path = path;
  }

  static Requests get(String path) {
    return new Requests(path);
  }

  Requests scheme(String scheme) {
    this.scheme = scheme;
    return this;
  }

  Requests version(String version) {
    this.version = version;
    return this;
  }

  Requests headers(Headers headers) {
    this.headers = headers;
    return this;
  }

  Requests header(String name, String value) {
    headers = headers.with(name, value);
    return this;
  }

  HttpRequest build() {
    String[] parts = path.split("\\?", 2);
    String query = parts.length > 1 ? parts[1] : "";
    return new HttpRequest(
        "GET", scheme, parts[0], query, version, headers, new byte[0], PEER, null);
  }

  /** A mount of {@code UserSocket} at an endpoint whose host is {@code host.com}. */
  static Mount mount(String path, OriginPolicy policy, Telemetry telemetry) {
    Json json = JacksonJson.standard();
    SocketRuntime runtime =
        new SocketRuntime(
            PubSub.builder().executor(Runnable::run).build(),
            json,
            Versions.standard(json),
            new SystemTime("test-timer"),
            Runnable::run,
            telemetry,
            new SessionRegistry(),
            new Limits(new LimitOptions(), telemetry, new StillTime()));
    return new Mount(
        path,
        "websocket",
        new Refusing(),
        new WebSocketOptions().settings(/* authTokenOfMount= */ false),
        policy,
        "host.com",
        new HandshakeChain(List.of()),
        runtime,
        HttpResponse::empty);
  }

  private static final class Refusing implements MountedSocket {
    @Override
    public String name() {
      return "UserSocket";
    }

    @Override
    public Outcome connect(ConnectRequest request, SocketRuntime runtime) {
      return new Outcome.Refused(null);
    }
  }
}
