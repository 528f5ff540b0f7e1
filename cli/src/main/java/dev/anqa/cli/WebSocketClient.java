package dev.anqa.cli;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Opens one WebSocket and owns the thread that serves it.
 *
 * <p>Netty's codecs rather than {@code java.net.http}, which neither shows the headers of the
 * response nor sends a {@code Host} of the user's.
 */
final class WebSocketClient implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 10;
  private static final int MAX_REFUSAL_BYTES = 1 << 20;

  /** Of a frame and of a message put together from fragments: 64 MiB. */
  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("anqa-connect", true), NioIoHandler.newFactory());

  /**
   * A connection whose handshake the server has answered.
   *
   * @param channel takes {@code WebSocketFrame}s if the answer is {@link Handshake.Opened}
   */
  record Answer(Channel channel, Handshake handshake) {}

  /**
   * Connects to the first address of the host that accepts, and asks for the upgrade.
   *
   * @throws FatalException if there is no server, or none that answers in HTTP in time
   */
  Answer connect(ConnectSettings settings, Inbox inbox, StatusLines status)
      throws InterruptedException {
    var uri = settings.uri();
    var tls = uri.getScheme().equals("wss") ? tlsContext(settings.insecure()) : null;
    Throwable failure = null;
    for (var address : resolve(settings)) {
      var target = new InetSocketAddress(address, settings.port());
      status.step("Connecting to " + target);
      var handler = handler(settings, inbox);
      var connected = bootstrap(settings, tls, handler).connect(target).await();
      if (!connected.isSuccess()) {
        failure = connected.cause();
        status.step(String.valueOf(failure));
        continue;
      }
      status.step("Connected from " + connected.channel().localAddress() + ", asking to upgrade");
      return new Answer(connected.channel(), await(handler, settings));
    }
    throw ConnectFailure.explain(settings, failure);
  }

  private static InetAddress[] resolve(ConnectSettings settings) {
    try {
      return InetAddress.getAllByName(settings.uri().getHost());
    } catch (UnknownHostException unknown) {
      throw ConnectFailure.explain(settings, unknown);
    }
  }

  private static WebSocketHandler handler(ConnectSettings settings, Inbox inbox) {
    return new WebSocketHandler(
        WebSocketClientHandshakerFactory.newHandshaker(
            settings.uri(),
            WebSocketVersion.V13,
            settings.subprotocols().isEmpty() ? null : String.join(",", settings.subprotocols()),
            false, // no extensions: what the terminal shows is what was on the wire
            settings.headers(),
            MAX_MESSAGE_BYTES,
            true, // masked, as RFC 6455 section 5.3 wants it of clients
            false,
            TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS),
            false, // the request line has a path, not the whole URL
            false), // no Origin of its own: this is no browser; -H gives one
        inbox);
  }

  private Bootstrap bootstrap(
      ConnectSettings settings, @Nullable SslContext tls, WebSocketHandler handler) {
    return new Bootstrap()
        .group(loops)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, TIMEOUT_SECONDS * 1000)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                if (tls != null) {
                  var host = settings.uri().getHost().replaceAll("[\\[\\]]", "");
                  channel
                      .pipeline()
                      .addLast(tls.newHandler(channel.alloc(), host, settings.port()));
                }
                channel
                    .pipeline()
                    .addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator(MAX_REFUSAL_BYTES))
                    .addLast(new WebSocketFrameAggregator(MAX_MESSAGE_BYTES))
                    .addLast(handler);
              }
            });
  }

  private static SslContext tlsContext(boolean insecure) {
    var builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    if (insecure) {
      builder
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm("");
    }
    try {
      return builder.build();
    } catch (SSLException broken) {
      throw new FatalException("Cannot set up TLS: " + broken.getMessage(), broken);
    }
  }

  private static Handshake await(WebSocketHandler handler, ConnectSettings settings)
      throws InterruptedException {
    try {
      return handler.handshake().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException timeout) {
      throw new FatalException(
          "Cannot connect to %s: no answer to the request to upgrade within %d s"
              .formatted(Shown.url(settings.uri()), TIMEOUT_SECONDS),
          timeout);
    } catch (ExecutionException failed) {
      throw ConnectFailure.explain(settings, failed.getCause());
    }
  }

  /** Drops the connection, if it is still open, without a Close frame. */
  @Override
  public void close() {
    var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
