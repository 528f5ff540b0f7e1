package dev.anqa;

import dev.anqa.inspect.Admin;
import dev.anqa.limits.LimitOptions;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Versions;
import dev.anqa.socket.DrainerOptions;
import dev.anqa.socket.MountedSocket;
import dev.anqa.telemetry.LogListener;
import dev.anqa.telemetry.ParamFilter;
import dev.anqa.telemetry.TelemetryListener;
import dev.anqa.transport.HandshakeInterceptor;
import dev.anqa.transport.HttpHandler;
import dev.anqa.transport.HttpOptions;
import dev.anqa.transport.MountOptions;
import dev.anqa.transport.NettyIo;
import dev.anqa.transport.OriginPolicy;
import dev.anqa.transport.SiteBuilder;
import dev.anqa.transport.TlsOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Endpoint} is made of. Not for more than one thread; {@link #start} reads it, and
 * may be called again for another endpoint.
 */
public final class EndpointBuilder {
  final List<HttpOptions> listeners = new ArrayList<>();
  final List<HandshakeInterceptor> interceptors = new ArrayList<>();
  final List<TelemetryListener> telemetry = new ArrayList<>();
  final List<Presence> presences = new ArrayList<>();

  /** What is to be done to the site, in the order in which it was said. */
  final List<Consumer<SiteBuilder>> site = new ArrayList<>();

  /** By the path that each lies at. */
  final Map<String, Admin> admins = new LinkedHashMap<>();

  final List<EndpointPart> parts = new ArrayList<>();

  final LimitOptions limits = new LimitOptions();

  String name = "endpoint";
  URI url = URI.create("http://localhost/");
  OriginPolicy originPolicy = OriginPolicy.urlHost();
  NettyIo io = NettyIo.AUTO;
  Duration shutdownGrace = Duration.ofSeconds(5);
  final DrainerOptions drainer = new DrainerOptions();

  ParamFilter paramFilter = ParamFilter.standard();

  /** Null for no log. */
  @Nullable TelemetryListener log = LogListener.standard();

  // Null for what an endpoint makes itself.
  @Nullable PubSub pubsub;
  @Nullable Json json;
  @Nullable Versions versions;
  @Nullable Time time;

  /** Null if there is none; whoever needs it says so. */
  @Nullable String secretKeyBase;

  /** Where readiness is told; null for nowhere. */
  @Nullable String readiness;

  /** Whether the process's signals stop the endpoint. */
  private boolean stoppedBySignals;

  EndpointBuilder() {}

  /**
   * Listens for HTTP and WebSockets on a port of all addresses; 0 takes a free one, see {@link
   * Endpoint#port}.
   */
  public EndpointBuilder http(int port) {
    return http(port, _ -> {});
  }

  /** Listens for HTTP and WebSockets; the options say on which address, and with which limits. */
  public EndpointBuilder http(int port, Consumer<? super HttpOptions> change) {
    HttpOptions options = new HttpOptions(port);
    change.accept(options);
    listeners.add(options.checked("http"));
    return this;
  }

  /** Listens for HTTPS and secure WebSockets ({@code wss}) on a port of all addresses. */
  public EndpointBuilder https(int port, TlsOptions tls) {
    return https(port, options -> options.tls(tls));
  }

  /**
   * As {@link #https(int, TlsOptions)}; the options, which must have {@link HttpOptions#tls}, say
   * on which address, and with which limits.
   *
   * @throws IllegalArgumentException if they have no certificate
   */
  public EndpointBuilder https(int port, Consumer<? super HttpOptions> change) {
    HttpOptions options = new HttpOptions(port);
    change.accept(options);
    listeners.add(options.checked("https"));
    return this;
  }

  /**
   * The address by which browsers know the endpoint, such as {@code https://chat.example.com}; by
   * default {@code http://localhost}. Pages of its host may open sockets, whatever their scheme and
   * port.
   *
   * @throws IllegalArgumentException if it has no host
   */
  public EndpointBuilder url(String url) {
    URI parsed = URI.create(url);
    if (parsed.getHost() == null || parsed.getScheme() == null) {
      throw new IllegalArgumentException(
          "url: \"%s\" (expected: such as https://chat.example.com)".formatted(url));
    }
    this.url = parsed;
    return this;
  }

  /**
   * By what its like on other nodes knows it: {@code endpoint} by default. Where several endpoints
   * share a {@link PubSub}, they need names that differ.
   */
  public EndpointBuilder name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /** As {@link #url}, with the host alone, such as {@code chat.example.com}. */
  public EndpointBuilder host(String host) {
    return url("http://" + host);
  }

  /**
   * Whose pages may open sockets, where a mount does not say; those of the URL's host by default.
   */
  public EndpointBuilder checkOrigin(OriginPolicy policy) {
    this.originPolicy = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /** As {@link #checkOrigin(OriginPolicy)}, for a list; see {@link OriginPolicy#list}. */
  public EndpointBuilder checkOrigin(String... origins) {
    return checkOrigin(OriginPolicy.list(origins));
  }

  /**
   * A secret of this application, the same on all its nodes, from which the keys of tokens and
   * cookies are derived; at least 64 bytes, best random ones.
   *
   * @throws IllegalArgumentException if it is shorter
   */
  public EndpointBuilder secretKeyBase(String secret) {
    if (secret.length() < 64) { // As Plug.Session.COOKIE demands.
      throw new IllegalArgumentException(
          "secretKeyBase: %d bytes (expected: at least 64, such as those of: openssl rand -base64 48)"
              .formatted(secret.length()));
    }
    this.secretKeyBase = secret;
    return this;
  }

  /** Mounts a socket at a path, on WebSockets at {@code path/websocket}. */
  public EndpointBuilder socket(String path, MountedSocket socket) {
    return socket(path, socket, _ -> {});
  }

  /**
   * Mounts a socket at a path, whose segments may be variables, such as {@code /ws/:user_id}; their
   * values become parameters. The first mount that matches wins, and none of its requests goes to a
   * handler.
   */
  public EndpointBuilder socket(
      String path, MountedSocket socket, Consumer<? super MountOptions> change) {
    MountOptions options = new MountOptions();
    change.accept(options);
    Objects.requireNonNull(socket, "socket");
    site.add(builder -> builder.add(path, socket, options));
    return this;
  }

  /**
   * Adds code in front of {@code connect}, for all mounts, behind the interceptors that were added
   * before.
   */
  public EndpointBuilder interceptor(HandshakeInterceptor interceptor) {
    interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
    return this;
  }

  /**
   * Answers a path that no socket is mounted on, or with {@code /*} at its end all below it. The
   * first handler that was added and matches is asked.
   */
  public EndpointBuilder handler(String path, HttpHandler handler) {
    Objects.requireNonNull(handler, "handler");
    site.add(builder -> builder.handler(path, handler));
    return this;
  }

  /**
   * Serves files of the class path, found by the context class loader of the calling thread; {@code
   * index.html} stands for its directory.
   *
   * @param path below which they appear, such as {@code /}
   * @param directory where they are, such as {@code static}
   */
  public EndpointBuilder staticFiles(String path, String directory) {
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = own != null ? own : ClassLoader.getSystemClassLoader();
    site.add(builder -> builder.staticFiles(path, directory, loader));
    return this;
  }

  /**
   * Changes the limits of the whole endpoint, and says which proxies it trusts. Those of a socket's
   * connections are set by {@code SocketHandler.limits}.
   */
  public EndpointBuilder limits(Consumer<? super LimitOptions> change) {
    change.accept(limits);
    return this;
  }

  /** The topics of this node and its cluster, not closed by the endpoint; by default its own. */
  public EndpointBuilder pubsub(PubSub pubsub) {
    this.pubsub = Objects.requireNonNull(pubsub, "pubsub");
    return this;
  }

  /**
   * Starts a presence with the endpoint, on its topics, and closes it behind its channels.
   *
   * @throws IllegalArgumentException if there is one of this name already
   */
  public EndpointBuilder presence(Presence presence) {
    if (presences.stream().anyMatch(other -> other.name().equals(presence.name()))) {
      throw new IllegalArgumentException(
          "presence: a second one of the name \"%s\" (expected: names that differ, by Presence.builder().name(…))"
              .formatted(presence.name()));
    }
    presences.add(presence);
    return this;
  }

  /** How payloads are written and read; Jackson by default. */
  public EndpointBuilder json(Json json) {
    this.json = Objects.requireNonNull(json, "json");
    return this;
  }

  /** The versions of the protocol, where a mount does not say; V1 and V2 by default. */
  public EndpointBuilder serializers(Versions versions) {
    this.versions = Objects.requireNonNull(versions, "versions");
    return this;
  }

  /** Where time comes from, not closed by the endpoint; the machine by default. */
  public EndpointBuilder time(Time time) {
    this.time = Objects.requireNonNull(time, "time");
    return this;
  }

  /** How to talk to the system; the best that works here by default. */
  public EndpointBuilder io(NettyIo io) {
    this.io = Objects.requireNonNull(io, "io");
    return this;
  }

  /** Tells one more listener of everything that happens. */
  public EndpointBuilder telemetry(TelemetryListener listener) {
    telemetry.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /** Logs otherwise than {@link LogListener#standard}. */
  public EndpointBuilder log(LogListener log) {
    this.log = Objects.requireNonNull(log, "log");
    return this;
  }

  /** Logs nothing. */
  public EndpointBuilder noLog() {
    this.log = null;
    return this;
  }

  /**
   * Opens a way to look into the endpoint and to steer it over HTTP, below a path, to those whom
   * {@link Admin} lets in. No other handler is asked for what lies there.
   *
   * @throws IllegalArgumentException if the path does not begin with a slash, or has a {@code *}
   */
  public EndpointBuilder admin(String path, Admin admin) {
    if (!path.startsWith("/") || path.indexOf('*') >= 0) {
      throw new IllegalArgumentException(
          "admin: \"%s\" (expected: a path, such as /admin)".formatted(path));
    }
    admins.put(path, Objects.requireNonNull(admin, "admin"));
    return this;
  }

  /** Mounts a part with sockets and pages of its own; nobody else is asked for what it answers. */
  public EndpointBuilder mount(EndpointPart part) {
    parts.add(Objects.requireNonNull(part, "part"));
    return this;
  }

  /**
   * What those do not see who look into the endpoint; {@link ParamFilter#standard} by default. The
   * log has a filter of its own, {@code LogListener.builder().params(…)}.
   */
  public EndpointBuilder filterParams(ParamFilter filter) {
    this.paramFilter = Objects.requireNonNull(filter, "filter");
    return this;
  }

  /**
   * How long connections and callbacks may take to end when the endpoint stops, before they are
   * cut; 5 s by default.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public EndpointBuilder shutdownGrace(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("shutdownGrace: " + grace + " (expected: >= 0)");
    }
    this.shutdownGrace = grace;
    return this;
  }

  /**
   * How it parts from its connections when it stops, and when they are old; may be called more than
   * once.
   */
  public EndpointBuilder drainer(Consumer<? super DrainerOptions> change) {
    change.accept(drainer);
    return this;
  }

  /**
   * Tells load balancers at a path, such as {@code /ready}, whether to send clients here: with 200,
   * or 503 once the endpoint drains; see {@link Endpoint#isReady}. Nowhere by default.
   */
  public EndpointBuilder readiness(String path) {
    this.readiness = Objects.requireNonNull(path, "path");
    return this;
  }

  /**
   * Has SIGTERM, and SIGINT (Ctrl-C), {@linkplain Endpoint#stop stop} the endpoint, and then end
   * the process with exit code 0, its shutdown hooks included; a second one ends it at once, with
   * 128 and the signal's number. By default the first one ends the process at once.
   */
  public EndpointBuilder stopOnSignals() {
    this.stoppedBySignals = true;
    return this;
  }

  /** Mounts what nobody else is asked for. */
  void mountParts(Endpoint endpoint, SiteBuilder builder, Deque<Runnable> ends) {
    admins.forEach((path, admin) -> admin.mount(builder, path, endpoint.inspect()));
    parts.forEach(part -> ends.push(part.mount(endpoint, builder)));
  }

  /**
   * Starts it; returns when connections are accepted. The JVM stays up until it is {@linkplain
   * Endpoint#close closed}.
   *
   * @throws IllegalArgumentException if what was said does not go together
   * @throws IllegalStateException if it cannot listen, such as on a port in use; one line that says
   *     why
   */
  public Endpoint start() {
    if (listeners.isEmpty()) {
      throw new IllegalStateException("an endpoint needs a port to listen on: .http(4000)");
    }
    Endpoint endpoint = Endpoint.start(this);
    if (stoppedBySignals) {
      StopSignals.install(endpoint::stop);
    }
    return endpoint;
  }
}
