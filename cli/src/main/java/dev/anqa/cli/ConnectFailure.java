package dev.anqa.cli;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why there is no connection, and what to try. */
final class ConnectFailure {
  private static final int MAX_BODY_CHARS = 2000;

  private ConnectFailure() {}

  /** For a server that could not be reached or did not answer in HTTP. */
  static FatalException explain(ConnectSettings settings, @Nullable Throwable cause) {
    var uri = settings.uri();
    var why =
        switch (cause) {
          case UnknownHostException _ -> "the name " + uri.getHost() + " has no address";
          case ConnectTimeoutException _ ->
              "no answer from port "
                  + settings.port()
                  + "; is the port right, or a firewall between?";
          case ConnectException refused
              when String.valueOf(refused.getMessage()).contains("refused") ->
              "nothing listens on port " + settings.port() + "; is the server started?";
          case ProtocolException wrong -> String.valueOf(wrong.getMessage());
          case WebSocketHandshakeException wrong -> "the handshake is wrong: " + wrong.getMessage();
          case EOFException _ ->
              "the server closed the connection instead of answering"
                  + (uri.getScheme().equals("ws") ? "; if it speaks TLS, try wss://" : "");
          case null, default -> tlsOr(cause);
        };
    var message = "Cannot connect to " + Shown.url(uri) + ": " + why;
    return cause == null ? new FatalException(message) : new FatalException(message, cause);
  }

  private static String tlsOr(@Nullable Throwable cause) {
    for (var each = cause; each != null; each = each.getCause()) {
      if (each instanceof NotSslRecordException) {
        return "the server does not speak TLS; try ws://";
      }
      if (each instanceof CertificateException) {
        return "its certificate is not trusted (%s); --insecure connects all the same"
            .formatted(each.getMessage());
      }
    }
    return cause instanceof SSLException
        ? "TLS failed: " + cause.getMessage()
        : String.valueOf(cause);
  }

  /** For a server that answered with something else than 101. */
  static FatalException refused(ConnectSettings settings, Handshake.Refused refused) {
    var body = refused.body().strip();
    if (body.length() > MAX_BODY_CHARS) {
      body = body.substring(0, MAX_BODY_CHARS) + "…";
    }
    return new FatalException(
        "Refused: %s answered %s (expected: 101 Switching Protocols)%n%s%s"
            .formatted(
                Shown.url(settings.uri()),
                refused.head().status(),
                body.isEmpty() ? "" : body + System.lineSeparator(),
                advice(settings.uri(), refused)));
  }

  private static String advice(URI uri, Handshake.Refused refused) {
    var location = refused.head().headers().get(HttpHeaderNames.LOCATION);
    if (location != null) {
      return "It redirects; try " + Shown.url(location.replaceFirst("^http", "ws"));
    }
    return switch (refused.head().status().code()) {
      case 401 -> "It wants to know who you are; try -H 'Authorization: …' or --login URL";
      case 403 ->
          """
          Either the origin check or the socket's connect refused. Try -H 'Origin: …' with the origin \
          of a page that may connect, or the parameters that connect expects: '%s?token=…'\
          """
              .formatted(withoutQuery(uri));
      case 200, 400, 404, 405, 426 -> lookElsewhere(uri);
      default -> "The server's log may tell more; -I shows its headers";
    };
  }

  private static String lookElsewhere(URI uri) {
    if (uri.getPath().endsWith("/websocket")) {
      return "Is a socket mounted at %s? -I shows the server's headers".formatted(uri.getPath());
    }
    return "A socket of Phoenix is at its path plus /websocket; try %s/websocket"
        .formatted(withoutQuery(uri).replaceFirst("/$", ""));
  }

  private static String withoutQuery(URI uri) {
    return Shown.url(uri).replaceFirst("\\?.*", "");
  }
}
