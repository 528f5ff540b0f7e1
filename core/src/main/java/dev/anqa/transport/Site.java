package dev.anqa.transport;

import dev.anqa.limits.Limits;
import dev.anqa.telemetry.Telemetry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that an endpoint serves: its mounts, and behind them its pages; immutable. */
public final class Site {
  private final Routes routes;
  private final List<Page> pages;
  private final Telemetry telemetry;
  private final Limits limits;

  Site(Routes routes, List<Page> pages, Telemetry telemetry, Limits limits) {
    this.routes = routes;
    this.pages = List.copyOf(pages);
    this.telemetry = telemetry;
    this.limits = limits;
  }

  /** The sockets that are mounted. */
  public Routes routes() {
    return routes;
  }

  Telemetry telemetry() {
    return telemetry;
  }

  Limits limits() {
    return limits;
  }

  /** Sees to it that a request is answered; called on a virtual thread. */
  void serve(Exchange exchange) {
    Answering.attempt(exchange, telemetry, () -> route(exchange));
  }

  private void route(Exchange exchange) throws Exception {
    List<String> segments = PathPattern.split(exchange.request().path());
    if (segments == null) {
      throw new Refused(HttpResponse.text(400, "Bad Request"), "path: not percent-encoded UTF-8");
    }
    Routes.Match match = routes.match(segments);
    if (match != null) {
      match.transport().serve(exchange, match.variables());
    } else {
      page(exchange, segments);
    }
  }

  private void page(Exchange exchange, List<String> segments) throws Exception {
    for (Page page : pages) {
      if (page.matches(segments) && page.answerer().answer(exchange)) {
        return;
      }
    }
    exchange.respond(HttpResponse.text(404, "Not Found"));
  }

  /** How long the bodies of requests to a path may be; null for as long as the listener says. */
  @Nullable BodyLimit bodyLimit(String path) {
    List<String> segments = PathPattern.split(path);
    Routes.Match match = segments == null ? null : routes.match(segments);
    return match == null ? null : match.transport().bodyLimit();
  }

  /** The endpoint stops: closes the connections that no listener knows of. */
  void drain() {
    routes.drain();
  }
}
