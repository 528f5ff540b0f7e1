package dev.anqa.transport;

import dev.anqa.limits.AddressCount;
import dev.anqa.pubsub.Time;
import dev.anqa.socket.Session;
import dev.anqa.telemetry.Telemetry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One listening socket and the connections that came through it. */
final class HttpListener {
  private static final int BACKLOG = 4_096; // The system's own limit is often lower.

  private static final int TOO_LARGE = 413;

  private static final String HSTS = "strict-transport-security";

  private final HttpOptions options;
  private final Site site;
  private final Loops loops;
  private final Executor callbacks;
  private final Time time;
  private final HttpLimits limits;
  private final BodyLimit bodies;
  private final AddressCount addresses;

  /** Null for plain HTTP. */
  private final @Nullable TlsContext tls;

  /** Null to serve the site. */
  private final @Nullable HttpsRedirect redirect;

  /** All connections, WebSockets included. */
  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

  /** Those that speak HTTP; nothing else may hold on to them, since WebSockets live long. */
  private final Map<Channel, HttpConnection> http = new ConcurrentHashMap<>();

  private final Set<WebSocketConnection> webSockets = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /** Null until it is bound. */
  private volatile @Nullable Channel channel;

  HttpListener(HttpOptions options, Site site, Loops loops, Executor callbacks, Time time) {
    this.options = options;
    this.site = site;
    this.loops = loops;
    this.callbacks = callbacks;
    this.time = time;
    this.limits = HttpLimits.of(options, site.limits());
    this.addresses = new AddressCount(limits.ofAddress());
    this.bodies = new BodyLimit(limits.body(), TOO_LARGE);
    TlsOptions secured = options.tls();
    this.tls =
        secured == null
            ? null
            : new TlsContext(
                secured, options.handshakeTimeout(), site.telemetry(), callbacks, time);
    Integer httpsPort = options.httpsPort();
    this.redirect = httpsPort == null ? null : new HttpsRedirect(httpsPort);
  }

  /**
   * Binds the socket; connections are accepted from now on.
   *
   * @return where it is bound
   * @throws IllegalStateException if that is not possible
   */
  InetSocketAddress bind() {
    InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
    if (address.isUnresolved()) {
      throw new IllegalStateException("host \"%s\" is not known here".formatted(options.host()));
    }
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .handler(new AcceptLimit(limits.connections()))
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Connections())
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw failure(bound.cause());
    }
    channel = bound.channel();
    return (InetSocketAddress) bound.channel().localAddress();
  }

  private IllegalStateException failure(@Nullable Throwable cause) {
    String message = cause == null ? "unknown" : String.valueOf(cause.getMessage());
    if (message.contains("in use")) { // The way of each system's and transport's EADDRINUSE.
      return new IllegalStateException(
          "port %d on %s is in use; stop who uses it, or take another port (.http(0) for a free one)"
              .formatted(options.port(), options.host()),
          cause);
    }
    return new IllegalStateException(
        "cannot listen on port %d of %s: %s".formatted(options.port(), options.host(), message),
        cause);
  }

  private final class Connections extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel accepted) {
      if (tls == null) { // Else what a client leaves incomplete would keep a buffer of that size.
        loops.shareBuffers(accepted);
      }
      HttpConnection connection = new HttpConnection(HttpListener.this);
      if (options.proxyProtocol() && comesFromProxy(accepted)) {
        ProxyProtocol.addTo(accepted.pipeline());
      }
      if (tls != null) {
        accepted.pipeline().addLast(tls.handler(accepted));
      }
      accepted.pipeline().addLast(connection.handlers().toArray(ChannelHandler[]::new));
      channels.add(accepted);
      // Not before it is in the pipeline: others may see it from here on.
      http.put(accepted, connection);
      accepted
          .closeFuture()
          .addListener(_ -> {
            channels.remove(accepted);
            http.remove(accepted);
          });
      if (stopping) { // Whoever drains may have been here before.
        var _ = accepted.close();
      }
    }
  }

  private boolean comesFromProxy(Channel accepted) {
    return accepted.remoteAddress() instanceof InetSocketAddress peer
        && site.limits().trustedProxies().include(peer.getAddress());
  }

  // For connections, on their event loops.

  /** How long the bodies of requests to a path may be. */
  BodyLimit bodyLimit(String path) {
    BodyLimit ofPath = site.bodyLimit(path);
    return ofPath == null ? bodies : ofPath;
  }

  /** For a connection whose client is not known yet. */
  AddressPlace addressPlace() {
    return new AddressPlace(addresses, site.limits().trustedProxies());
  }

  HttpLimits limits() {
    return limits;
  }

  /** The loop of a connection; any thread may call. */
  Loop loop(Channel accepted) {
    return loops.of(accepted);
  }

  HttpOptions options() {
    return options;
  }

  Telemetry telemetry() {
    return site.telemetry();
  }

  Instant now() {
    return time.now();
  }

  /** Whether an answer is to be the last on its connection. */
  boolean isStopping() {
    return stopping;
  }

  /**
   * Has a request answered: on a virtual thread, or sent elsewhere.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the endpoint has stopped
   */
  void serve(Exchange exchange) {
    if (redirect != null) {
      exchange.respond(redirect.answer(exchange.request()));
    } else {
      callbacks.execute(() -> site.serve(exchange));
    }
  }

  /** An answer as it is sent here, so with what belongs to TLS. */
  HttpResponse finished(HttpResponse response) {
    TlsOptions secured = options.tls();
    Duration hsts = secured == null ? null : secured.hsts();
    return hsts == null || response.headers().first(HSTS) != null
        ? response
        : response.with(HSTS, "max-age=" + hsts.toSeconds());
  }

  /** Makes a WebSocket of a connection. */
  void upgraded(
      HttpConnection connection,
      Channel accepted,
      Session session,
      WebSocketSettings settings,
      WebSocketListener events) {
    http.remove(accepted);
    AcceptLimit.release(accepted);
    WebSocketConnection webSocket =
        WebSocketConnection.upgrade(
            accepted.pipeline(),
            connection.handlers(),
            session,
            settings,
            events,
            loops.of(accepted));
    webSockets.add(webSocket);
    accepted.closeFuture().addListener(_ -> webSockets.remove(webSocket));
    if (stopping) {
      webSocket.close(WebSocketHandshake.RESTARTING, "");
    }
  }

  // For the server, on any thread.

  /** Reads the files of TLS again, if there are any; false if they cannot be used. */
  boolean reloadTls() {
    return tls == null || tls.reload();
  }

  /** Accepts nobody any more. */
  void stopAccepting() {
    stopping = true;
    Channel bound = channel;
    if (bound != null) {
      bound.close().awaitUninterruptibly();
    }
  }

  /** Closes WebSockets as restarting, and the others as soon as their requests are answered. */
  void drain() {
    site.drain();
    webSockets.forEach(each -> each.close(WebSocketHandshake.RESTARTING, ""));
    http.values().forEach(HttpConnection::drain);
  }

  /** What it is at this moment. */
  ListenerInfo info() {
    return new ListenerInfo(
        address(),
        options.scheme(),
        !stopping,
        channels.size(),
        webSockets.size(),
        limits.connections().cap().enforcedInt(),
        options.asMap());
  }

  private InetSocketAddress address() {
    Channel bound = channel;
    return bound != null && bound.localAddress() instanceof InetSocketAddress address
        ? address
        : InetSocketAddress.createUnresolved(options.host(), options.port());
  }

  /** Connections that stand, a copy. */
  List<Channel> channels() {
    return List.copyOf(channels);
  }
}
