package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Decodes one request at a time: what a client sends behind it stays bytes until {@link #next}, so
 * that pipelined requests are answered in order, and what comes behind a handshake is left for the
 * WebSocket. Refuses header lines that are folded (RFC 9112, 5.2), which Netty unfolds, and request
 * lines that are not three words with a blank between (3), which Netty takes apart as it likes.
 *
 * <p>Touched on the event loop only.
 */
final class RequestDecoder extends HttpRequestDecoder {
  private enum State {
    /** No byte of the next request has come. */
    WAITING,
    /** The request line is not complete. */
    LINE,
    HEADERS,
    BODY,
    /** The request is complete, and the next one has to wait. */
    PAUSED,
    /** Nothing that comes matters any more. */
    DISCARDING
  }

  /** Called when the first byte of a request came. */
  private final Runnable begun;

  private State state = State.WAITING;

  /** The bytes of the request line, without its end; of the last request. */
  private int lineBytes;

  /** The bytes of the header lines with their ends, as far as they came; of the last request. */
  private int headerBytes;

  RequestDecoder(HttpLimits limits, Runnable begun) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.lineEnd())
            .setMaxHeaderSize(limits.headerEnd())
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
    this.begun = begun;
  }

  /** Goes on with the next request, which may have come already. */
  void next(ChannelHandlerContext ctx) throws Exception {
    state = State.WAITING;
    channelRead(ctx, Unpooled.EMPTY_BUFFER); // Looks at what it kept.
  }

  /** How long the request line was. */
  int lineBytes() {
    return lineBytes;
  }

  /**
   * How long the header was without the ends of its lines, which is how Netty counts.
   *
   * @param lines how many it has
   */
  int headerBytes(int lines) {
    return headerBytes - (lines + 1) * 2; // And the empty line behind them.
  }

  /** Throws away what comes. */
  void discard() {
    state = State.DISCARDING;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    switch (state) {
      case PAUSED -> {}
      case DISCARDING -> in.skipBytes(in.readableBytes());
      case BODY -> decodeOne(ctx, in, out);
      case WAITING, LINE, HEADERS -> {
        if (state == State.WAITING && in.isReadable()) {
          state = State.LINE;
          begun.run();
        }
        if (hasFoldedLine(in)) {
          refuse(in, out, "folded header line");
        } else {
          decodeHead(ctx, in, out);
        }
      }
    }
  }

  private void decodeHead(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Exception {
    int header = in.readerIndex();
    if (state == State.LINE) {
      int start = lineStart(in);
      int end = in.indexOf(start, in.writerIndex(), (byte) '\n') - 1; // Where its CR has to be.
      if (isBadLine(in, start, end)) {
        refuse(in, out, "malformed request line");
        return;
      }
      lineBytes = end - start;
      headerBytes = 0;
      header = end + 2;
    }
    decodeOne(ctx, in, out);
    if (state != State.LINE) { // Else the line is not whole.
      headerBytes += in.readerIndex() - header;
    }
  }

  private void refuse(ByteBuf in, List<Object> out, String reason) {
    in.skipBytes(in.readableBytes());
    state = State.DISCARDING;
    out.add(invalid(new IllegalArgumentException(reason)));
  }

  private void decodeOne(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    int before = out.size();
    super.decode(ctx, in, out);
    for (Object decoded : out.subList(before, out.size())) {
      if (decoded instanceof LastHttpContent) {
        state = State.PAUSED;
      } else if (decoded instanceof HttpMessage) {
        state = State.BODY;
      }
    }
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) throws Exception {
    state = State.HEADERS;
    return super.createMessage(initialLine);
  }

  /** Whether one of the header lines here begins with a blank; called at the start of a line. */
  private boolean hasFoldedLine(ByteBuf in) {
    boolean inHeaders = state == State.HEADERS;
    int line = in.readerIndex();
    while (line >= 0 && line < in.writerIndex()) {
      byte first = in.getByte(line);
      if (inHeaders && (first == ' ' || first == '\t')) {
        return true;
      }
      if (inHeaders && (first == '\r' || first == '\n')) {
        return false; // The empty line behind the headers.
      }
      inHeaders |= first > ' '; // Else an empty line in front of the request line.
      int end = in.indexOf(line, in.writerIndex(), (byte) '\n');
      line = end < 0 ? -1 : end + 1;
    }
    return false;
  }

  /** Where the request line begins. */
  private static int lineStart(ByteBuf in) {
    int start = in.readerIndex();
    while (start < in.writerIndex() && (in.getByte(start) == '\r' || in.getByte(start) == '\n')) {
      start++; // Empty lines in front of it.
    }
    return start;
  }

  /** Whether the request line is here, and is none. */
  private static boolean isBadLine(ByteBuf in, int start, int end) {
    int blanks = 0;
    int word = start;
    for (int i = start; i < end; i++) {
      byte each = in.getByte(i);
      if (each == ' ') {
        blanks++;
        word = i + 1;
      } else if (each >= 0 && each < ' ' || each == 0x7F) {
        return true;
      }
    }
    return end > start
        && (blanks != 2 || !in.toString(word, end - word, US_ASCII).startsWith("HTTP/"));
  }

  private static HttpMessage invalid(Exception cause) {
    var message = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request");
    message.setDecoderResult(DecoderResult.failure(cause));
    return message;
  }
}
