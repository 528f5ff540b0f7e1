package dev.anqa.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Takes from the beginning of a connection what a proxy says of whom it forwards (PROXY protocol,
 * version 2), and leaves when it has it.
 *
 * <p>For connections of trusted proxies only, which must send it: nothing is guessed from what
 * comes. A connection of the proxy's own, such as a health check, keeps the proxy's address.
 */
final class ProxyProtocol extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<InetSocketAddress> CLIENT =
      AttributeKey.valueOf(ProxyProtocol.class, "client");

  /** An event for those behind it: the proxy has said who the client is. */
  static final Object TOLD = new Object();

  private static final int MAX_TLV_BYTES = 1_024;

  private ProxyProtocol() {}

  /** Awaits what the proxy says, in front of everything else. */
  static void addTo(ChannelPipeline pipeline) {
    pipeline.addFirst(new HAProxyMessageDecoder(MAX_TLV_BYTES), new ProxyProtocol());
  }

  /** The client at the other end of a connection, as far as a proxy said; else its peer. */
  static InetSocketAddress client(Channel channel, InetSocketAddress peer) {
    // Asked for, an attribute is there, and takes memory.
    InetSocketAddress told = channel.hasAttr(CLIENT) ? channel.attr(CLIENT).get() : null;
    return told == null ? peer : told;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof HAProxyMessage told)) {
      ReferenceCountUtil.release(message); // What comes behind a header that is not taken.
      return;
    }
    try {
      if (told.protocolVersion() != HAProxyProtocolVersion.V2) {
        var _ = ctx.close();
        return;
      }
      ctx.channel().attr(CLIENT).set(address(told));
      ctx.fireUserEventTriggered(TOLD);
      ctx.pipeline().remove(this);
    } finally {
      told.release();
    }
  }

  private static @Nullable InetSocketAddress address(HAProxyMessage told) {
    String source = told.sourceAddress();
    boolean named =
        told.command() == HAProxyCommand.PROXY
            && source != null
            && switch (told.proxiedProtocol()) {
              case TCP4, TCP6 -> true;
              case UDP4, UDP6, UNIX_STREAM, UNIX_DGRAM, UNKNOWN -> false;
            };
    return named ? new InetSocketAddress(InetAddress.ofLiteral(source), told.sourcePort()) : null;
  }

  /** What came is not it. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }
}
