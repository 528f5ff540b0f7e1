package dev.anqa.transport;

import dev.anqa.socket.Session;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.util.List;

/** A client on a WebSocket, from the answer 101 on. */
final class WebSocketConnection extends ChannelInboundHandlerAdapter {
  private WebSocketConnection() {}

  /**
   * Takes a pipeline over: puts the connection at its end, tells the session that it stands, and
   * removes the handlers of HTTP, the last of the list first. What they hand on when they are
   * removed, bytes that came right behind the handshake, is the connection's first input.
   *
   * <p>Called on the event loop, when the answer 101 is written (not necessarily flushed).
   *
   * @param http the handlers to remove, in the order in which they are in the pipeline
   * @param loop the loop of the pipeline's channel
   */
  static WebSocketConnection upgrade(
      ChannelPipeline pipeline,
      List<? extends ChannelHandler> http,
      Session session,
      WebSocketSettings settings,
      Loop loop) {
    WebSocketConnection connection = new WebSocketConnection();
    pipeline.addLast(connection);
    for (ChannelHandler handler : http.reversed()) {
      pipeline.remove(handler);
    }
    return connection;
  }
}
