package dev.anqa.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the messages that the encoder writes. */
final class ResponseWriter {
  private ResponseWriter() {}

  /**
   * An answer.
   *
   * @param head of the request; null if it could not be read
   * @param last whether the connection is closed behind it
   */
  static FullHttpResponse message(
      @Nullable RequestHead head, HttpResponse response, boolean last, Instant now) {
    boolean bodiless = response.status() == 204 || response.status() == 304;
    boolean isHead = head != null && head.method().equals("HEAD");
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            bodiless || isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(response.body()));
    addAll(message, response.headers());
    message.headers().set(HttpHeaderNames.DATE, DateFormatter.format(Date.from(now)));
    if (!bodiless) {
      message.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
    }
    if (last) {
      message.headers().set(HttpHeaderNames.CONNECTION, "close");
    } else if (head != null && head.version().equals("HTTP/1.0")) {
      message.headers().set(HttpHeaderNames.CONNECTION, "keep-alive");
    }
    return message;
  }

  /**
   * The beginning of an answer that goes on, and behind which the connection is closed: in chunks,
   * or for HTTP/1.0, up to that close.
   */
  static io.netty.handler.codec.http.HttpResponse begin(
      @Nullable RequestHead head, int status, Headers headers, Instant now) {
    var message = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    addAll(message, headers);
    message.headers().set(HttpHeaderNames.DATE, DateFormatter.format(Date.from(now)));
    message.headers().set(HttpHeaderNames.CONNECTION, "close");
    if (head == null || !head.version().equals("HTTP/1.0")) {
      message.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return message;
  }

  /** Tells a client that waits for it to send the body. */
  static FullHttpResponse goOn() {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE);
  }

  /** The answer that makes a WebSocket of a connection. */
  static FullHttpResponse switching(Headers headers) {
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
    addAll(message, headers);
    return message;
  }

  private static void addAll(io.netty.handler.codec.http.HttpResponse message, Headers headers) {
    for (Map.Entry<String, String> line : headers.lines()) {
      message.headers().add(line.getKey(), line.getValue());
    }
  }

  /**
   * Resets a connection whose client does not read: closed in order, the system would keep for long
   * what is left of the answer.
   */
  static void abandon(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    var _ = channel.close();
  }
}
