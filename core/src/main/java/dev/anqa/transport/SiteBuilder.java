package dev.anqa.transport;

import dev.anqa.socket.MountedSocket;
import dev.anqa.socket.SocketRuntime;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link Site} together; used by the endpoint. Each mount has chain, policy and options of
 * its own, so that two mounts of one socket share nothing.
 */
public final class SiteBuilder {
  private final List<Routes.Entry> entries = new ArrayList<>();
  private final List<Page> pages = new ArrayList<>();
  private final SocketRuntime runtime;
  private final String urlHost;
  private final OriginPolicy originPolicy;
  private final List<HandshakeInterceptor> interceptors;

  /**
   * Makes an empty one.
   *
   * @param urlHost the host of the endpoint's URL
   * @param originPolicy for transports that have none of their own
   * @param interceptors in front of all mounts
   */
  public SiteBuilder(
      SocketRuntime runtime,
      String urlHost,
      OriginPolicy originPolicy,
      List<HandshakeInterceptor> interceptors) {
    this.runtime = runtime;
    this.urlHost = urlHost;
    this.originPolicy = originPolicy;
    this.interceptors = List.copyOf(interceptors);
  }

  /**
   * Mounts a socket on each of its transports.
   *
   * @throws IllegalArgumentException if the path is none, or the options leave it to any web site
   *     to open sockets with its visitors' cookies
   */
  public void add(String path, MountedSocket socket, MountOptions options) {
    WebSocketOptions websocket = options.websocket();
    if (websocket != null) {
      addWebSocket(path, socket, options, websocket);
    }
  }

  /**
   * Lets a handler answer the paths that no socket is mounted on; the first that was added and
   * matches is asked.
   *
   * @param path exact, or with {@code /*} at its end for everything below it and itself
   * @throws IllegalArgumentException if it does not begin with a slash, or has a {@code *}
   *     elsewhere
   */
  public void handler(String path, HttpHandler handler) {
    Page.Answerer answerer =
        request -> {
          HttpResponse response = handler.handle(request);
          if (response == null) {
            throw new IllegalStateException(
                "handler of %s returned null (expected: an HttpResponse)".formatted(path));
          }
          return response;
        };
    pages.add(new Page(PagePath.parse(path), answerer));
  }

  /**
   * Serves files from the class path below a path. What is not there is left to handlers that were
   * added later.
   *
   * @param directory of the class path, such as {@code static}
   * @throws IllegalArgumentException if the path does not begin with a slash
   */
  public void staticFiles(String path, String directory, ClassLoader loader) {
    PagePath prefix = PagePath.parse(path.endsWith("/") ? path + "*" : path + "/*");
    pages.add(new Page(prefix, new StaticFiles(prefix, directory, loader)::find));
  }

  /** What was put together. */
  public Site build() {
    return new Site(new Routes(entries), pages, runtime.telemetry());
  }

  private void addWebSocket(
      String path, MountedSocket socket, MountOptions options, WebSocketOptions websocket) {
    TransportSettings settings = websocket.settings(options.authToken());
    List<HandshakeInterceptor> chain = new ArrayList<>(interceptors);
    chain.addAll(options.interceptors());
    Mount mount =
        new Mount(
            path,
            WebSocketHandshake.TRANSPORT,
            socket,
            settings,
            originPolicyOf(path, WebSocketHandshake.TRANSPORT, settings),
            urlHost,
            new HandshakeChain(chain),
            runtimeFor(settings),
            HttpResponse::empty);
    WebSocketSettings frames = websocket.webSocketSettings();
    add(
        mount,
        describe(frames, websocket.subprotocols(), mount),
        new WebSocketHandshake(mount, frames, websocket.subprotocols(), websocket.errorHandler()));
  }

  private SocketRuntime runtimeFor(TransportSettings settings) {
    return settings.versions() == null
        ? runtime
        : new SocketRuntime(
            runtime.pubsub(),
            runtime.json(),
            settings.versions(),
            runtime.time(),
            runtime.callbacks(),
            runtime.telemetry(),
            runtime.sessions());
  }

  private void add(Mount mount, String options, MountedTransport transport) {
    PathPattern pattern = PathPattern.parse(mount.path() + "/" + mount.options().path());
    Routes.Route route =
        new Routes.Route(pattern.toString(), mount.transport(), mount.socket().name(), options);
    boolean logged = mount.options().transportLog() != Level.OFF;
    entries.add(
        new Routes.Entry(pattern, route, logged ? new TransportLog(transport, mount) : transport));
  }

  /** The guard of {@code lib/phoenix/endpoint/supervisor.ex}. */
  private OriginPolicy originPolicyOf(String path, String transport, TransportSettings settings) {
    @Nullable OriginPolicy own = settings.originPolicy();
    OriginPolicy policy = own != null ? own : originPolicy;
    if (policy instanceof OriginPolicy.Off && !settings.checkCsrf()) {
      throw new IllegalArgumentException(
          """
          %s, transport %s: both the origin check and the CSRF check are off, so that any web site \
          could open sockets with the cookies of its visitors. Keep one of them:

              .%s(o -> o.checkOrigin("https://example.com"))
              .%s(o -> o.checkCsrf(true))
          """
              .formatted(path, transport, transport, transport));
    }
    return policy;
  }

  private static String describe(
      WebSocketSettings frames, @Nullable List<String> subprotocols, Mount mount) {
    List<String> shown = new ArrayList<>();
    shown.add(frames.idleTimeout() == null ? "no timeout" : "timeout " + frames.idleTimeout());
    shown.add("frames up to " + frames.maxFrameBytes() + " bytes");
    shown.add("origin " + OriginCheck.describe(mount.originPolicy(), mount.urlHost()));
    if (subprotocols != null) {
      shown.add("subprotocols " + String.join(" ", subprotocols));
    }
    if (mount.options().authToken()) {
      shown.add("auth token");
    }
    return String.join(", ", shown);
  }
}
