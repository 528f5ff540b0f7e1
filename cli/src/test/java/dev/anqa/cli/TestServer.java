package dev.anqa.cli;

import static io.netty.handler.codec.http.HttpVersion.HTTP_1_1;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket server on a free port: records what it gets, echoes text, closes with 1000 on the
 * text {@code bye}, and does what {@link #onOpen} says to a new connection.
 */
final class TestServer implements AutoCloseable {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Map<String, FullHttpResponse> pages = new ConcurrentHashMap<>();
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<WebSocketFrame> frames = new LinkedBlockingQueue<>();
  private final Channel listening;
  private final String scheme;
  private volatile Consumer<Channel> onOpen = _ -> {};
  private volatile @Nullable ByteBuf raw;

  record Request(String uri, HttpHeaders headers) {}

  private TestServer(@Nullable SslContext tls) {
    scheme = tls == null ? "ws" : "wss";
    listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    if (tls != null) {
                      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                    }
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 16))
                        .addLast(new Requests());
                  }
                })
            .bind("localhost", 0)
            .syncUninterruptibly()
            .channel();
  }

  static TestServer start() {
    return new TestServer(null);
  }

  static TestServer start(SslContext tls) {
    return new TestServer(tls);
  }

  TestServer onOpen(Consumer<Channel> onOpen) {
    this.onOpen = onOpen;
    return this;
  }

  /** Sends copies of these frames in one write right behind the handshake. */
  TestServer greets(WebSocketFrame... greetings) {
    return onOpen(channel -> {
      for (var greeting : greetings) {
        var _ = channel.write(greeting.copy());
      }
      channel.flush();
    });
  }

  /** Answers a path without upgrading; {@code headers} are names and values in turn. */
  TestServer page(String path, int status, String body, String... headers) {
    var content = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
    var response =
        new DefaultFullHttpResponse(
            HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.unreleasableBuffer(content));
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
    for (int i = 0; i < headers.length; i += 2) {
      response.headers().add(headers[i], headers[i + 1]);
    }
    pages.put(path, response);
    return this;
  }

  /** Answers every request with these bytes, which need not be HTTP. */
  TestServer speaks(ByteBuf bytes) {
    raw = Unpooled.unreleasableBuffer(bytes);
    return this;
  }

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  String url(String path) {
    return scheme + "://localhost:" + port() + path;
  }

  String url() {
    return url("/socket/websocket");
  }

  /** The next request, of a page or of an upgrade. */
  Request request() {
    return next(requests);
  }

  /** The next frame received. */
  WebSocketFrame frame() {
    return next(frames);
  }

  /** The next frame received, which must be text. */
  String text() {
    return ((TextWebSocketFrame) frame()).text();
  }

  private static <T> T next(BlockingQueue<T> queue) {
    try {
      var next = queue.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing came within 10 s");
      }
      return next;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
    /** For what is no HTTP or no TLS, as servers do. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      if (request.decoderResult().isFailure()) {
        var bad = new DefaultFullHttpResponse(HTTP_1_1, HttpResponseStatus.BAD_REQUEST);
        context.writeAndFlush(bad).addListener(ChannelFutureListener.CLOSE);
        return;
      }
      requests.add(new Request(request.uri(), request.headers()));
      if (raw != null) {
        var _ = context.pipeline().firstContext().writeAndFlush(raw.duplicate());
        return;
      }
      var page = pages.get(request.uri());
      if (page != null) {
        var _ = context.writeAndFlush(page.retainedDuplicate());
        return;
      }
      var handshaker =
          new WebSocketServerHandshakerFactory(request.uri(), "phoenix", false)
              .newHandshaker(request);
      context.pipeline().remove(this);
      context.pipeline().addLast(new Frames());
      var channel = context.channel();
      handshaker.handshake(channel, request).addListener(_ -> onOpen.accept(channel));
    }
  }

  private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      frames.add(frame.replace(Unpooled.copiedBuffer(frame.content())));
      if (frame instanceof TextWebSocketFrame text) {
        if (text.text().equals("bye")) {
          var _ = context.writeAndFlush(new CloseWebSocketFrame(1000, ""));
        } else {
          var _ = context.writeAndFlush(text.retain());
        }
      } else if (frame instanceof CloseWebSocketFrame) {
        var _ = context.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      }
    }
  }
}
