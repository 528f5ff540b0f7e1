package dev.anqa.dashboard;

import dev.anqa.inspect.Admin;
import dev.anqa.transport.Headers;
import dev.anqa.transport.HttpFilter;
import dev.anqa.transport.HttpHandler;
import dev.anqa.transport.HttpRequest;
import dev.anqa.transport.HttpResponse;

/**
 * Stands in front of the page's files: shows them only to those whom the application lets in, and
 * lets them load nothing but each other.
 *
 * @param path where the page is mounted
 */
record PageFilter(String path, Admin.Authorizer authorizer) implements HttpFilter {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  @Override
  public HttpResponse filter(HttpRequest request, HttpHandler next) throws Exception {
    if (!authorizer.allows(request)) {
      return guarded(HttpResponse.text(403, "Forbidden")).with("cache-control", "no-store");
    }
    if (request.path().equals(path)) { // Its files are named as seen from below it.
      String name = path.substring(path.lastIndexOf('/') + 1);
      return guarded(HttpResponse.empty(308).with("location", name + "/"));
    }
    return guarded(kept(next.handle(request)));
  }

  /** By the browser of who may see it, but by no cache on the way, and asked for anew each time. */
  private static HttpResponse kept(HttpResponse file) {
    Headers own = file.headers().without("cache-control");
    return new HttpResponse(file.status(), own, file.body())
        .with("cache-control", "private, no-cache");
  }

  private static HttpResponse guarded(HttpResponse response) {
    return response
        .with("content-security-policy", POLICY)
        .with("x-frame-options", "DENY")
        .with("referrer-policy", "no-referrer");
  }
}
