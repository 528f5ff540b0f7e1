package dev.anqa.transport;

import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that an endpoint serves: its mounts, and behind them its pages; immutable. */
public final class Site {
  private final Routes routes;
  private final List<Page> pages;
  private final Telemetry telemetry;

  Site(Routes routes, List<Page> pages, Telemetry telemetry) {
    this.routes = routes;
    this.pages = List.copyOf(pages);
    this.telemetry = telemetry;
  }

  /** The sockets that are mounted. */
  public Routes routes() {
    return routes;
  }

  Telemetry telemetry() {
    return telemetry;
  }

  /** Sees to it that a request is answered; called on a virtual thread. */
  void serve(Exchange exchange) {
    HttpRequest request = exchange.request();
    try {
      List<String> segments = PathPattern.split(request.path());
      if (segments == null) {
        throw new Refused(HttpResponse.text(400, "Bad Request"), "path: not percent-encoded UTF-8");
      }
      Routes.Match match = routes.match(segments);
      if (match != null) {
        match.transport().serve(exchange, match.variables());
      } else {
        exchange.respond(page(request, segments));
      }
    } catch (Refused refused) {
      refuse(exchange, refused);
    } catch (Throwable thrown) { // An Error too: the client must not wait for ever.
      fail(exchange, thrown);
    }
  }

  private HttpResponse page(HttpRequest request, List<String> segments) throws Exception {
    for (Page page : pages) {
      HttpResponse response = page.matches(segments) ? page.answerer().answer(request) : null;
      if (response != null) {
        return response;
      }
    }
    return HttpResponse.text(404, "Not Found");
  }

  private void refuse(Exchange exchange, Refused refused) {
    @Nullable String reason = refused.reason();
    if (reason != null) {
      telemetry.emit(
          new TelemetryEvent.HandshakeRefused(
              exchange.request().path(), refused.response().status(), reason));
    }
    exchange.respond(refused.response());
  }

  private void fail(Exchange exchange, Throwable thrown) {
    if (thrown.getCause() instanceof Refused refused) { // Out of HttpRequest.params().
      exchange.respond(refused.response());
      return;
    }
    HttpRequest request = exchange.request();
    telemetry.emit(new TelemetryEvent.RequestFailed(request.method(), request.path(), thrown));
    exchange.respond(HttpResponse.text(500, "Internal Server Error"));
  }
}
