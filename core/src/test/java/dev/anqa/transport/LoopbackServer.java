package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.channel.Outbound;
import dev.anqa.pubsub.PubSub;
import dev.anqa.telemetry.Telemetry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Listens on a free port and takes every connection for a WebSocket at once; on one loop by
 * default.
 */
final class LoopbackServer implements AutoCloseable {
  final PubSub pubsub = PubSub.builder().build();
  final Loops loops;

  private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true, true);
  private final List<RecordingSession> sessions = new CopyOnWriteArrayList<>();
  private final List<Channel> channels = new CopyOnWriteArrayList<>();
  private final Semaphore taken = new Semaphore(0);
  private final @Nullable X509Bundle certificate;
  private final Channel listener;

  /** Of the next connections. */
  private volatile WebSocketSettings settings;

  private volatile BiConsumer<Outbound, String> onText = (_, _) -> {};

  /** Put in front of each connection. */
  private volatile Supplier<ChannelHandler> front = ChannelDuplexHandler::new;

  LoopbackServer(NettyIo io, WebSocketSettings settings, boolean tls) throws Exception {
    this(io, settings, tls, /* loopCount= */ 1);
  }

  LoopbackServer(NettyIo io, WebSocketSettings settings, boolean tls, int loopCount)
      throws Exception {
    this.settings = settings;
    this.loops = new Loops(io, loopCount, pubsub, new Telemetry(), Runnable::run);
    this.certificate =
        tls
            ? new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned()
            : null;
    SslContext ssl =
        certificate == null
            ? null
            : SslContextBuilder.forServer(certificate.toKeyManagerFactory()).build();
    this.listener =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannel())
            .childOption(ChannelOption.ALLOCATOR, buffers)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (ssl != null) {
                      channel.pipeline().addLast(ssl.newHandler(channel.alloc()));
                    }
                    channel.pipeline().addLast(front.get());
                    take(channel);
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
  }

  private void take(Channel channel) {
    RecordingSession session = new RecordingSession();
    session.onText = (outbound, text) -> onText.accept(outbound, text);
    channels.add(channel);
    WebSocketConnection.upgrade(
        channel.pipeline(), List.of(), session, settings, session, loops.of(channel));
    sessions.add(session);
    taken.release();
  }

  void onText(BiConsumer<Outbound, String> action) {
    onText = action;
  }

  void settings(WebSocketSettings ofNext) {
    settings = ofNext;
  }

  void front(Supplier<ChannelHandler> handlers) {
    front = handlers;
  }

  /** A client's socket, when the server has taken it. */
  Socket connect() throws Exception {
    InetSocketAddress address = (InetSocketAddress) listener.localAddress();
    Socket socket;
    if (certificate == null) {
      socket = new Socket(address.getAddress(), address.getPort());
    } else {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {certificate.toTrustManager()}, null);
      socket = context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    }
    socket.setSoTimeout(20_000);
    assertThat(taken.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    return socket;
  }

  RecordingSession session(int index) {
    return sessions.get(index);
  }

  NettyIo io() {
    return loops.io();
  }

  /** How many connections are not cut. */
  long open() {
    return channels.stream().filter(Channel::isOpen).count();
  }

  long usedMemory() {
    return buffers.metric().usedDirectMemory();
  }

  /** The loops of the connections, and of the listener. */
  Set<Loop> inUse() {
    Set<Loop> all = new HashSet<>();
    all.add(loops.of(listener));
    channels.forEach(each -> all.add(loops.of(each)));
    return all;
  }

  /** Waits until the loops have done what they were given, and what was written has left. */
  void settle() throws InterruptedException {
    for (Loop loop : inUse()) {
      CountDownLatch done = new CountDownLatch(1);
      loop.execute(done::countDown);
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
      loop.eventLoop().submit(() -> {}).sync(); // The end of that turn.
    }
  }

  /** Holds the listener's loop up until the latch is released. */
  CountDownLatch block() throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    listener
        .eventLoop()
        .execute(() -> {
          blocked.countDown();
          try {
            assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
    return release;
  }

  /** Stops, and holds that no buffer is left behind. */
  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    for (Channel channel : channels) {
      channel.close().syncUninterruptibly();
    }
    try {
      settle();
      assertThat(loops.close(Duration.ofSeconds(5))).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while stopping", e);
    }
    await().until(() -> usedMemory() == 0);
    pubsub.close();
  }
}
