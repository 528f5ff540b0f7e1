package dev.anqa.cli;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Fetches a page that sets cookies, such as a link to log in, before the WebSocket connects. */
final class Login {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private Login() {}

  /**
   * The value of a {@code Cookie} header for the WebSocket, by the rules of RFC 6265: a cookie goes
   * to its own host and path only.
   *
   * @throws FatalException if the page cannot be had, or sets no cookie for the WebSocket
   */
  static String cookies(URI login, ConnectSettings settings, StatusLines status)
      throws InterruptedException {
    var cookies = new CookieManager();
    var client = HttpClient.newBuilder().connectTimeout(TIMEOUT).cookieHandler(cookies);
    client.followRedirects(settings.followRedirect() ? Redirect.NORMAL : Redirect.NEVER);
    if (settings.insecure()) {
      client.sslContext(trustingAnyone());
    }
    try (var http = client.build()) {
      status.step("Logging in: GET " + Shown.url(login));
      var request = HttpRequest.newBuilder(login).timeout(TIMEOUT).build();
      var response = http.send(request, BodyHandlers.discarding());
      status.step("Logged in: " + response.statusCode() + " from " + Shown.url(response.uri()));
      return cookieFor(settings.uri(), cookies).orElseThrow(() -> noCookie(response, settings));
    } catch (IOException failed) {
      throw new FatalException(
          "--login: cannot get %s (%s)".formatted(Shown.url(login), failed), failed);
    }
  }

  private static Optional<String> cookieFor(URI socket, CookieManager cookies) throws IOException {
    var asHttp = URI.create(socket.toString().replaceFirst("^ws", "http"));
    var values = cookies.get(asHttp, Map.of()).getOrDefault("Cookie", List.of());
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", values));
  }

  private static FatalException noCookie(HttpResponse<?> response, ConnectSettings settings) {
    int code = response.statusCode();
    var advice = code / 100 == 3 ? "; --follow-redirect goes where it redirects" : "";
    return new FatalException(
        "--login: %s answered %d (expected: a cookie for %s)%s"
            .formatted(Shown.url(response.uri()), code, Shown.url(settings.uri()), advice));
  }

  private static SSLContext trustingAnyone() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException broken) {
      throw new FatalException("Cannot set up TLS: " + broken.getMessage(), broken);
    }
  }
}
