package dev.anqa.transport;

import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.transport.TlsFiles.Identity;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of one listener: makes the handler of each connection, and reads the files again when
 * they have changed. Any thread may call. Files are read on virtual threads, never on an event
 * loop; what asymmetric cryptography the provider lets go is done there, too: all of the JDK's.
 */
final class TlsContext {
  private static final ApplicationProtocolConfig HTTP_1_1 =
      new ApplicationProtocolConfig(
          ApplicationProtocolConfig.Protocol.ALPN,
          ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
          ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_1_1);

  private final TlsOptions options;
  private final Duration handshakeTimeout;
  private final Telemetry telemetry;
  private final Executor callbacks;
  private final Time time;
  private final AtomicLong nextCheckNanos;

  /** What new connections get. Replaced as a whole; who is late replaces it again. */
  private volatile Loaded loaded;

  /**
   * What was made of the files.
   *
   * @param seen what they were like before they were read last, even if that failed
   * @param expires when the server's certificate does
   */
  private record Loaded(SslContext context, List<Stamp> seen, Instant expires) {}

  /**
   * What tells one state of a file from another.
   *
   * @param key the file's identity in its file system; null if that has none
   */
  private record Stamp(Path file, FileTime modified, long size, @Nullable Object key) {
    /** Null if there is no such file. */
    static @Nullable Stamp of(Path file) {
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(file, found.lastModifiedTime(), found.size(), found.fileKey());
      } catch (IOException e) {
        return null;
      }
    }
  }

  /**
   * Reads the files.
   *
   * @param handshakeTimeout how long a client may take for its part
   * @throws IllegalArgumentException if the options do not go together
   * @throws IllegalStateException if they cannot be used; one line that says why
   */
  TlsContext(
      TlsOptions options,
      Duration handshakeTimeout,
      Telemetry telemetry,
      Executor callbacks,
      Time time) {
    if (options.clientAuth() != ClientAuth.NONE && options.trust() == null) {
      throw new IllegalArgumentException(
          "clientAuth: %s, but nobody is trusted. Say who signs the certificates of clients: .trustPem(file)"
              .formatted(options.clientAuth()));
    }
    this.options = options;
    this.handshakeTimeout = handshakeTimeout;
    this.telemetry = telemetry;
    this.callbacks = callbacks;
    this.time = time;
    this.nextCheckNanos = new AtomicLong(time.nanos() + options.checkFilesEvery().toNanos());
    try {
      this.loaded = load(stamps());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("TLS: " + e.getMessage(), e);
    }
  }

  /** The TLS of a connection; null if it has none. */
  static @Nullable SSLSession session(ChannelPipeline pipeline) {
    SslHandler handler = pipeline.get(SslHandler.class);
    return handler == null ? null : handler.engine().getSession();
  }

  /** Ends the TLS of a connection, if it has any; done when that is said. */
  static ChannelFuture end(ChannelHandlerContext ctx) {
    SslHandler handler = ctx.pipeline().get(SslHandler.class);
    return handler == null ? ctx.newSucceededFuture() : handler.closeOutbound();
  }

  /**
   * Cuts a connection, past its TLS, which may wait for the client; false, and nothing happened, if
   * it has none.
   */
  static boolean cut(ChannelPipeline pipeline) {
    ChannelHandlerContext tls = pipeline.context(SslHandler.class);
    if (tls != null) {
      var _ = tls.close();
    }
    return tls != null;
  }

  /** A handler for a new connection; on its event loop. */
  SslHandler handler(Channel accepted) {
    checkIfDue();
    SslHandler handler = loaded.context().newHandler(accepted.alloc(), callbacks);
    handler.setHandshakeTimeout(handshakeTimeout.toNanos(), TimeUnit.NANOSECONDS);
    var _ =
        handler
            .handshakeFuture()
            .addListener(handshake -> {
              if (!handshake.isSuccess()
                  && accepted.remoteAddress() instanceof InetSocketAddress peer) {
                String detail = String.valueOf(handshake.cause());
                telemetry.emit(new TelemetryEvent.TlsHandshakeFailed(peer, detail));
              }
            });
    return handler;
  }

  private void checkIfDue() {
    long due = nextCheckNanos.get();
    long now = time.nanos();
    if (now - due >= 0
        && nextCheckNanos.compareAndSet(due, now + options.checkFilesEvery().toNanos())) {
      try {
        callbacks.execute(this::reloadIfChanged);
      } catch (RejectedExecutionException e) {
        // The endpoint has stopped.
      }
    }
  }

  private void reloadIfChanged() {
    List<Stamp> now = stamps();
    if (!now.equals(loaded.seen())) {
      reload(now);
    }
  }

  /**
   * Reads the files again; what they hold is for connections from now on.
   *
   * @return false if it cannot be used: the former stays, and telemetry is told
   */
  boolean reload() {
    return reload(stamps());
  }

  private boolean reload(List<Stamp> now) {
    String file = options.identity().files().getFirst().toString();
    try {
      Loaded next = load(now);
      loaded = next;
      telemetry.emit(new TelemetryEvent.TlsReloaded(file, next.expires()));
      return true;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      Loaded former = loaded;
      loaded = new Loaded(former.context(), now, former.expires());
      telemetry.emit(new TelemetryEvent.TlsReloadFailed(file, e));
      return false;
    }
  }

  private List<Stamp> stamps() {
    List<Stamp> stamps = new ArrayList<>();
    for (Path file : options.files()) {
      Stamp stamp = Stamp.of(file);
      if (stamp != null) {
        stamps.add(stamp);
      }
    }
    return stamps;
  }

  private Loaded load(List<Stamp> stamps) throws IOException, GeneralSecurityException {
    Identity identity = TlsFiles.identity(options.identity());
    X509Certificate[] chain = identity.chain().toArray(X509Certificate[]::new);
    SslContextBuilder builder =
        SslContextBuilder.forServer(identity.key(), chain)
            .sslProvider(options.provider().resolve())
            .protocols(options.protocols())
            .applicationProtocolConfig(HTTP_1_1)
            .clientAuth(
                switch (options.clientAuth()) {
                  case NONE -> io.netty.handler.ssl.ClientAuth.NONE;
                  case WANT -> io.netty.handler.ssl.ClientAuth.OPTIONAL;
                  case REQUIRE -> io.netty.handler.ssl.ClientAuth.REQUIRE;
                });
    TlsFiles.Source trust = options.trust();
    if (trust != null) {
      builder.trustManager(TlsFiles.certificates(trust).toArray(X509Certificate[]::new));
    }
    return new Loaded(builder.build(), stamps, chain[0].getNotAfter().toInstant());
  }
}
