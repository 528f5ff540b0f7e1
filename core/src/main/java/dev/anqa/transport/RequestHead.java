package dev.anqa.transport;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpUtil;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The request line and headers, checked (RFC 9112, 3).
 *
 * @param keepAlive whether the connection may serve another request
 * @param expectsContinue whether the client waits for a 100 before it sends the body
 * @param contentLength what the client says; 0 if it says nothing
 */
record RequestHead(
    String method,
    String path,
    String query,
    String version,
    Headers headers,
    boolean keepAlive,
    boolean expectsContinue,
    long contentLength) {

  /** Checks a head that was decoded, and is not too long. */
  static RequestHead of(io.netty.handler.codec.http.HttpRequest decoded) throws Refused {
    checkDecoded(decoded.decoderResult());
    String version = decoded.protocolVersion().text();
    if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
      throw bad("version " + Printable.text(version));
    }
    Headers headers = headers(decoded.headers());
    String target = decoded.uri();
    String origin = originForm(target);
    if (origin.length() < target.length()) { // The target's authority wins (RFC 9112, 3.2.2).
      String authority = target.substring(target.indexOf("//") + 2, target.length());
      authority = authority.substring(0, authority.length() - origin.length());
      headers = headers.without("host").with("host", authority);
    }
    checkHost(version, headers);
    checkCoding(version, headers);
    checkExpectation(headers);
    int question = origin.indexOf('?');
    String path = question < 0 ? origin : origin.substring(0, question);
    return new RequestHead(
        decoded.method().name(),
        path.isEmpty() ? "/" : path,
        question < 0 ? "" : origin.substring(question + 1),
        version,
        headers,
        HttpUtil.isKeepAlive(decoded),
        version.equals("HTTP/1.1") && headers.first("expect") != null,
        HttpUtil.getContentLength(decoded, 0L));
  }

  /**
   * The whole request.
   *
   * @param tls null without TLS
   */
  HttpRequest complete(byte[] body, InetSocketAddress peer, @Nullable SSLSession tls) {
    return new HttpRequest(
        method,
        tls == null ? "http" : "https",
        path,
        query,
        version,
        headers,
        body,
        peer,
        tls == null ? null : certificate(tls));
  }

  private static @Nullable Certificate certificate(SSLSession tls) {
    try {
      return tls.getPeerCertificates()[0];
    } catch (SSLPeerUnverifiedException e) { // It showed none.
      return null;
    }
  }

  private static void checkDecoded(DecoderResult result) throws Refused {
    if (result.isSuccess()) {
      return;
    }
    throw new Refused(
        HttpResponse.empty(400), Printable.text(String.valueOf(result.cause().getMessage())));
  }

  private static Headers headers(io.netty.handler.codec.http.HttpHeaders decoded) {
    List<Map.Entry<String, String>> lines = new ArrayList<>(decoded.size());
    Iterator<Map.Entry<String, String>> iterator = decoded.iteratorAsString();
    while (iterator.hasNext()) {
      Map.Entry<String, String> line = iterator.next();
      lines.add(Map.entry(line.getKey().toLowerCase(Locale.ROOT), line.getValue()));
    }
    return Headers.received(lines);
  }

  /** Path and query of a target, which may be a whole URI; {@code *} stays what it is. */
  private static String originForm(String target) throws Refused {
    if (target.startsWith("/") || target.equals("*")) {
      return withoutFragment(target);
    }
    int authority = target.indexOf("://") + 3;
    String scheme = authority < 3 ? "" : target.substring(0, authority - 3);
    if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
      throw bad("target " + Printable.text(target)); // Such as the authority of CONNECT.
    }
    int end = authority;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return withoutFragment(target.substring(end));
  }

  private static String withoutFragment(String target) throws Refused {
    if (target.indexOf('#') >= 0) {
      throw bad("target with a fragment");
    }
    return target;
  }

  private static void checkHost(String version, Headers headers) throws Refused {
    List<String> hosts = headers.all(HttpHeaderNames.HOST.toString());
    if (hosts.isEmpty()) {
      if (version.equals("HTTP/1.1")) {
        throw new Refused(HttpResponse.text(400, "'host' header is absent"), "no Host header");
      }
    } else if (hosts.size() > 1) {
      throw bad(hosts.size() + " Host headers");
    } else if (!hosts.getFirst().isEmpty() && Authority.parse(hosts.getFirst()) == null) {
      throw bad("Host header " + Printable.text(hosts.getFirst()));
    }
  }

  /**
   * Chunks are all that is understood, and in no doubtful company (RFC 9112, 6.1): what another
   * server in front reads differently could hide a request.
   */
  private static void checkCoding(String version, Headers headers) throws Refused {
    List<String> codings = headers.all(HttpHeaderNames.TRANSFER_ENCODING.toString());
    boolean chunked = codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
    if (codings.isEmpty()
        || chunked && version.equals("HTTP/1.1") && headers.first("content-length") == null) {
      return;
    }
    throw bad("Transfer-Encoding " + Printable.text(String.join(", ", codings)));
  }

  private static void checkExpectation(Headers headers) throws Refused {
    String expected = headers.first("expect");
    if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
      throw new Refused(HttpResponse.empty(417), "expectation " + Printable.text(expected));
    }
  }

  private static Refused bad(String reason) {
    return new Refused(HttpResponse.text(400, "Bad Request"), reason);
  }
}
