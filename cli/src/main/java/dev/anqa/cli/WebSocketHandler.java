package dev.anqa.cli;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import java.io.EOFException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of one WebSocket: the handshake, then each frame as an {@link Event}.
 *
 * <p>Netty's own client handler is not used because it hides the response of the handshake.
 */
final class WebSocketHandler extends SimpleChannelInboundHandler<Object> {
  private final WebSocketClientHandshaker handshaker;
  private final Inbox inbox;
  private final CompletableFuture<Handshake> handshake = new CompletableFuture<>();

  // Touched on the connection's event loop only.

  /** Whether the end has been told; nothing is told after it. */
  private boolean ended;

  WebSocketHandler(WebSocketClientHandshaker handshaker, Inbox inbox) {
    this.handshaker = handshaker;
    this.inbox = inbox;
  }

  /** Completes when the server has answered, fails when it did not speak HTTP or went away. */
  CompletableFuture<Handshake> handshake() {
    return handshake;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    handshaker
        .handshake(context.channel())
        .addListener(written -> {
          if (!written.isSuccess()) {
            handshake.completeExceptionally(written.cause());
          }
        });
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    switch (message) {
      case FullHttpResponse response -> answered(context, response);
      case TextWebSocketFrame text -> tell(context, new Event.Text(text.content().retainedSlice()));
      case BinaryWebSocketFrame binary ->
          tell(context, new Event.Binary(binary.content().retainedSlice()));
      case PingWebSocketFrame ping -> {
        tell(context, new Event.Control("Received a ping"));
        var _ = context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      }
      case PongWebSocketFrame _ -> tell(context, new Event.Control("Received a pong"));
      case CloseWebSocketFrame close -> closed(context, close);
      default -> throw new IllegalStateException("unexpected message: " + message);
    }
  }

  private void answered(ChannelHandlerContext context, FullHttpResponse response) {
    if (response.decoderResult().isFailure()) {
      handshake.completeExceptionally(new ProtocolException("the answer is not HTTP"));
      var _ = context.close();
      return;
    }
    var head = headOf(response);
    if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      try {
        handshaker.finishHandshake(context.channel(), response);
        handshake.complete(new Handshake.Opened(head, handshaker.actualSubprotocol()));
      } catch (WebSocketHandshakeException wrong) {
        handshake.completeExceptionally(wrong);
        var _ = context.close();
      }
    } else {
      var body = response.content().toString(StandardCharsets.UTF_8);
      handshake.complete(new Handshake.Refused(head, body));
      var _ = context.close();
    }
  }

  private static HttpResponse headOf(FullHttpResponse response) {
    return new DefaultHttpResponse(
        response.protocolVersion(), response.status(), response.headers());
  }

  /** Answers the server's Close as RFC 6455 section 5.5.1 wants it, or takes it as the answer. */
  private void closed(ChannelHandlerContext context, CloseWebSocketFrame close) {
    boolean empty = close.statusCode() < 0;
    int code = empty ? WebSocketCloseStatus.EMPTY.code() : close.statusCode();
    end(context, new Event.Closed(code, close.reasonText()));
    var answer =
        empty ? new CloseWebSocketFrame() : new CloseWebSocketFrame(close.statusCode(), "");
    var _ = context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    handshake.completeExceptionally(new EOFException("the server closed the connection"));
    end(context, abnormal(""));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    handshake.completeExceptionally(cause);
    end(
        context,
        switch (cause) {
          case TooLongFrameException _ ->
              new Event.Failed(new FatalException("The server sent too much: " + cause, cause));
          case CodecException _ ->
              new Event.Failed(
                  new FatalException("The server broke the protocol: " + cause, cause));
          default -> abnormal(cause.getMessage());
        });
    var _ = context.close();
  }

  private static Event abnormal(@Nullable String reason) {
    return new Event.Closed(
        WebSocketCloseStatus.ABNORMAL_CLOSURE.code(), reason == null ? "" : reason);
  }

  private void end(ChannelHandlerContext context, Event event) {
    tell(context, event);
    ended = true;
  }

  private void tell(ChannelHandlerContext context, Event event) {
    if (!ended) {
      inbox.receive(event, context.channel());
    }
  }
}
