package dev.anqa.transport;

import dev.anqa.limits.Limit;
import dev.anqa.limits.Limits;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetAddress;

/**
 * The limits of one listener.
 *
 * <p>A parser has to stop somewhere: where a maximum is not enforced, what is read ends at a bound
 * of its own, many times what clients send.
 *
 * @param connections how many there may be
 * @param ofAddress how many of them one address may have
 * @param line how long a request line may be
 * @param header how long all header lines of a request together may be
 * @param lines how many header lines a request may have
 * @param body how long the body of a request may be, where its path has no limit of its own
 */
record HttpLimits(
    Limit connections, Limit ofAddress, Limit line, Limit header, Limit lines, Limit body) {
  private static final int LINE_END = 64 * 1024;
  private static final int HEADER_END = 128 * 1024;
  private static final int LINES_END = 10_000;

  /** Puts the options of a listener in force. */
  static HttpLimits of(HttpOptions options, Limits limits) {
    String scope = limits.unusedScope("port " + options.port());
    return new HttpLimits(
        limits.add(
            "HTTP connections", scope, "HttpOptions.maxConnections", options.maxConnections()),
        limits.add(
            "HTTP connections per address",
            scope,
            "HttpOptions.maxConnectionsPerAddress",
            options.maxConnectionsPerAddress()),
        limits.add(
            "request line bytes",
            scope,
            "HttpOptions.maxRequestLineBytes",
            options.maxRequestLineBytes()),
        limits.add("header bytes", scope, "HttpOptions.maxHeaderBytes", options.maxHeaderBytes()),
        limits.add("header lines", scope, "HttpOptions.maxHeaderLines", options.maxHeaderLines()),
        limits.add("body bytes", scope, "HttpOptions.maxBodyBytes", options.maxBodyBytes()));
  }

  /** Where the decoder stops reading a request line. */
  int lineEnd() {
    return line.cap().boundedInt(LINE_END);
  }

  /** Where the decoder stops reading header lines. */
  int headerEnd() {
    return header.cap().boundedInt(HEADER_END);
  }

  /**
   * Judges a head as it was decoded.
   *
   * @param decoder that did it
   * @param client at the other end of the connection
   * @throws Refused if one of its parts was too long
   */
  void check(
      io.netty.handler.codec.http.HttpRequest decoded, RequestDecoder decoder, InetAddress client)
      throws Refused {
    switch (decoded.decoderResult().cause()) {
      case TooLongHttpLineException _ -> throw exceeded(line, lineEnd(), 414, client);
      case TooLongHttpHeaderException _ -> throw exceeded(header, headerEnd(), 431, client);
      case null, default -> {
        int count = decoded.headers().size();
        long end = lines.cap().bounded(LINES_END);
        if (count > end) {
          throw exceeded(lines, end, 431, client);
        }
        var _ = line.allows(0, decoder.lineBytes(), client);
        var _ = header.allows(0, decoder.headerBytes(count), client);
        var _ = lines.allows(0, count, client);
      }
    }
  }

  /** Counts that something was too long, and says so to the client. */
  static Refused exceeded(Limit limit, long end, int status, InetAddress client) {
    String text = limit.exceeded(end, client).text();
    return new Refused(HttpResponse.text(status, text), text);
  }
}
