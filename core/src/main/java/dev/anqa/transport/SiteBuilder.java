package dev.anqa.transport;

import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Versions;
import dev.anqa.socket.MountedSocket;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.token.Token;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
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

  /** Null if there is none. */
  private final @Nullable String secretKeyBase;

  /**
   * Makes an empty one.
   *
   * @param urlHost the host of the endpoint's URL
   * @param originPolicy for transports that have none of their own
   * @param interceptors in front of all mounts
   * @param secretKeyBase what tokens are signed with; null for none
   */
  public SiteBuilder(
      SocketRuntime runtime,
      String urlHost,
      OriginPolicy originPolicy,
      List<HandshakeInterceptor> interceptors,
      @Nullable String secretKeyBase) {
    this.runtime = runtime;
    this.urlHost = urlHost;
    this.originPolicy = originPolicy;
    this.interceptors = List.copyOf(interceptors);
    this.secretKeyBase = secretKeyBase;
  }

  /**
   * Mounts a socket on each of its transports.
   *
   * @throws IllegalArgumentException if the path is none, or the options leave it to any web site
   *     to open sockets with its visitors' cookies, or a transport needs a secret and there is none
   */
  public void add(String path, MountedSocket socket, MountOptions options) {
    String scope = runtime.limits().unusedScope(path);
    SocketRuntime ofMount =
        runtime.at(socket.limits().at(scope, runtime.limits()), runtime.versions());
    SocketRuntime there = options.drained() ? ofMount : ofMount.withoutDrainer();
    WebSocketOptions websocket = options.websocket();
    if (websocket != null) {
      TransportLimits limits = websocket.limits(scope, runtime.limits());
      addWebSocket(path, socket, options, websocket, limits, there);
    }
    LongPollOptions longpoll = options.longpollOptions();
    if (longpoll != null) {
      TransportLimits limits = longpoll.limits(scope, runtime.limits());
      addLongPoll(path, socket, options, longpoll, limits, there);
    }
    options.others().forEach(other -> addOther(path, socket, options, other, there));
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
    pages.add(new Page(PagePath.parse(path), answerer(path, handler)));
  }

  private static Page.Answerer answerer(String path, HttpHandler handler) {
    return exchange -> {
      HttpResponse response = handler.handle(exchange.request());
      if (response == null) {
        throw new IllegalStateException(
            "handler of %s returned null (expected: an HttpResponse)".formatted(path));
      }
      exchange.respond(response);
      return true;
    };
  }

  /**
   * As {@link #handler}, for answers that may go on for a while.
   *
   * @throws IllegalArgumentException as there
   */
  public void streaming(String path, HttpCallHandler handler) {
    Page.Answerer answerer =
        exchange -> {
          handler.handle(exchange);
          return true;
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
    PagePath prefix = below(path);
    StaticFiles files = new StaticFiles(prefix, directory, loader);
    Page.Answerer answerer =
        exchange -> {
          HttpResponse response = files.find(exchange.request());
          if (response != null) {
            exchange.respond(response);
          }
          return response != null;
        };
    pages.add(new Page(prefix, answerer));
  }

  /**
   * As {@link #staticFiles(String, String, ClassLoader)}, behind a filter; what is not there is a
   * 404, and nobody else is asked for what lies below the path.
   *
   * @throws IllegalArgumentException as there
   */
  public void staticFiles(String path, String directory, ClassLoader loader, HttpFilter filter) {
    PagePath prefix = below(path);
    StaticFiles files = new StaticFiles(prefix, directory, loader);
    HttpHandler all =
        request -> {
          HttpResponse file = files.find(request);
          return file == null ? HttpResponse.text(404, "Not Found") : file;
        };
    pages.add(new Page(prefix, answerer(path, request -> filter.filter(request, all))));
  }

  private static PagePath below(String path) {
    return PagePath.parse(path.endsWith("/") ? path + "*" : path + "/*");
  }

  /** Where the endpoint's time comes from. */
  public Time time() {
    return runtime.time();
  }

  /** What was put together. */
  public Site build() {
    return new Site(new Routes(entries), pages, runtime.telemetry(), runtime.limits());
  }

  private void addWebSocket(
      String path,
      MountedSocket socket,
      MountOptions options,
      WebSocketOptions websocket,
      TransportLimits limits,
      SocketRuntime there) {
    Mount mount =
        mount(
            there,
            path,
            WebSocketHandshake.TRANSPORT,
            socket,
            options,
            websocket.settings(options.authToken()),
            HttpResponse::empty);
    WebSocketSettings frames = websocket.webSocketSettings();
    List<String> shown = new ArrayList<>();
    shown.add(frames.idleTimeout() == null ? "no timeout" : "timeout " + frames.idleTimeout());
    shown.add("frames up to " + frames.maxFrameBytes() + " bytes");
    if (websocket.subprotocols() != null) {
      shown.add("subprotocols " + String.join(" ", websocket.subprotocols()));
    }
    add(
        mount,
        shown,
        new WebSocketHandshake(
            mount, frames, limits, websocket.subprotocols(), websocket.errorHandler()));
  }

  private void addLongPoll(
      String path,
      MountedSocket socket,
      MountOptions options,
      LongPollOptions longpoll,
      TransportLimits limits,
      SocketRuntime there) {
    if (secretKeyBase == null) {
      throw new IllegalArgumentException(
          """
          %s, transport longpoll: there is no secret to sign the tokens of its sessions with. Set \
          one, the same on all nodes, such as the output of `openssl rand -base64 48`:

              Endpoint.builder().secretKeyBase(System.getenv("SECRET_KEY_BASE"))
          """
              .formatted(path));
    }
    Mount mount =
        mount(
            there,
            path,
            LongPoll.TRANSPORT,
            socket,
            options,
            longpoll.settings(options.authToken()),
            LongPoll::refusal);
    LongPollSettings settings = longpoll.longPollSettings();
    Token tokens = new Token(secretKeyBase, runtime.time()::now);
    LongPoll transport =
        new LongPoll(path, settings, limits, tokens, mount.runtime(), new SecureRandom());
    add(
        mount,
        List.of(
            "window " + settings.window(),
            "bodies up to " + transport.bodyLimit().end() + " bytes"),
        new AdaptedTransport(mount, transport, transport.bodyLimit()));
  }

  private void addOther(
      String path,
      MountedSocket socket,
      MountOptions options,
      MountOptions.Other other,
      SocketRuntime there) {
    Mount mount =
        mount(
            there,
            path,
            other.transport().name(),
            socket,
            options,
            other.options().settings(options.authToken()),
            HttpResponse::empty);
    add(mount, List.of(), new AdaptedTransport(mount, other.transport(), null));
  }

  private Mount mount(
      SocketRuntime there,
      String path,
      String transport,
      MountedSocket socket,
      MountOptions options,
      TransportSettings settings,
      IntFunction<HttpResponse> refusals) {
    @Nullable Versions versions = settings.versions();
    List<HandshakeInterceptor> chain = new ArrayList<>(interceptors);
    chain.addAll(options.interceptors());
    return new Mount(
        path,
        transport,
        socket,
        settings,
        originPolicyOf(path, transport, settings),
        urlHost,
        new HandshakeChain(chain),
        versions == null ? there : there.at(there.mount(), versions),
        refusals);
  }

  /**
   * Adds a line to the table of routes.
   *
   * @param options of the transport, as text
   */
  private void add(Mount mount, List<String> options, MountedTransport transport) {
    List<String> shown = new ArrayList<>(options);
    shown.add("origin " + OriginCheck.describe(mount.originPolicy(), mount.urlHost()));
    if (mount.options().authToken()) {
      shown.add("auth token");
    }
    PathPattern pattern = PathPattern.parse(mount.path() + "/" + mount.options().path());
    Routes.Route route =
        new Routes.Route(
            pattern.toString(), mount.transport(), mount.socket().name(), String.join(", ", shown));
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
}
