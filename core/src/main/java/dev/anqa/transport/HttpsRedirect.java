package dev.anqa.transport;

/**
 * Sends clients of plain HTTP to the same address on HTTPS.
 *
 * <p>Ports {@code lib/plug/ssl.ex}, which {@code force_ssl} puts in front of an endpoint. Differs
 * in: methods with content are sent on by 308, which is for good too, rather than 307.
 */
final class HttpsRedirect {
  private static final int HTTPS_PORT = 443;

  private final int port;

  HttpsRedirect(int port) {
    this.port = port;
  }

  HttpResponse answer(HttpRequest request) {
    String host = request.headers().first("host");
    Authority authority = host == null ? null : Authority.parse(host);
    if (authority == null) { // HTTP/1.0 may leave it out, and then nobody knows where to go.
      return HttpResponse.text(400, "Bad Request");
    }
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    String suffix = port == HTTPS_PORT ? "" : ":" + port;
    String query = request.query().isEmpty() ? "" : "?" + request.query();
    return HttpResponse.empty(reads ? 301 : 308)
        .with(
            "location",
            "https://"
                + authority.hostInUri()
                + suffix
                + Percent.encodeIllegal(request.path() + query));
  }
}
