package dev.anqa.inspect;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
import dev.anqa.transport.HttpCall;
import dev.anqa.transport.HttpRequest;
import dev.anqa.transport.HttpResponse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Answers the calls of the admin interface; {@code docs/admin.md} has them. */
final class AdminPages {
  private final int prefix;
  private final Admin.Authorizer authorizer;
  private final Inspector inspector;
  private final ClusterListings listings;
  private final AdminTrace trace;
  private final Json json;

  /**
   * Makes them.
   *
   * @param path where they are mounted
   */
  AdminPages(String path, Admin.Authorizer authorizer, Inspector inspector) {
    this.prefix = segments(path).size();
    this.authorizer = authorizer;
    this.inspector = inspector;
    inspector.answerOthers();
    this.listings = inspector.listings();
    this.trace = new AdminTrace(inspector);
    this.json = inspector.inspected().json();
  }

  private static List<String> segments(String path) {
    return Arrays.stream(path.split("/", -1)).filter(each -> !each.isEmpty()).toList();
  }

  void handle(HttpCall call) throws Exception {
    HttpRequest request = call.request();
    List<String> path = segments(request.path());
    String name = String.join("/", path.subList(Math.min(prefix, path.size()), path.size()));
    try {
      if (!authorizer.allows(request)) {
        throw new BadCallException(403, "forbidden");
      }
      switch (request.method()) {
        case "GET" -> get(name, request, call);
        case "POST" -> call.respond(answer(200, inspector.order(name, body(request))));
        default -> throw new BadCallException(405, "method: " + request.method());
      }
    } catch (BadCallException e) {
      call.respond(failure(e));
    } catch (RejectedExecutionException e) { // The endpoint has stopped meanwhile.
      call.respond(failure(new BadCallException(503, String.valueOf(e.getMessage()))));
    }
  }

  private void get(String name, HttpRequest request, HttpCall call) throws BadCallException {
    Map<String, Object> query = query(request);
    switch (name) {
      case "" -> call.respond(answer(200, index(new CallParams(query, List.of()))));
      case "nodes" -> call.respond(answer(200, nodes(new CallParams(query, List.of()))));
      case "trace" -> trace.begin(query, call);
      default -> {
        Listings.Kind kind = ClusterListings.kind(name);
        CallParams params = new CallParams(query, ClusterListings.params(kind));
        call.respond(answer(200, listings.answer(kind, params)));
      }
    }
  }

  private static Map<String, Object> query(HttpRequest request) throws BadCallException {
    try {
      return request.params().asMap();
    } catch (IllegalArgumentException e) {
      throw new BadCallException(String.valueOf(e.getMessage()));
    }
  }

  private Map<String, @Nullable Object> index(CallParams none) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>(none.asMap());
    answer.put("node", inspector.node());
    List<String> listings =
        Arrays.stream(Listings.Kind.values()).map(Listings.Kind::label).toList();
    answer.put("get", listings);
    answer.put("post", AdminActions.NAMES);
    return answer;
  }

  private Map<String, @Nullable Object> nodes(CallParams none) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>(none.asMap());
    answer.put("node", inspector.node());
    answer.put("nodes", inspector.nodes());
    return answer;
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys.
  private Map<String, Object> body(HttpRequest request) throws BadCallException {
    String type = request.headers().first("content-type");
    if (type == null || !type.toLowerCase(Locale.ROOT).matches("application/json\\s*(;.*)?")) {
      throw new BadCallException(
          415, "content-type: %s (expected: application/json)".formatted(type));
    }
    byte[] bytes = request.body();
    try {
      return Payload.wrap(Payload.Kind.JSON, bytes, 0, bytes.length, json).as(Map.class);
    } catch (PayloadException e) {
      throw new BadCallException("body: " + e.getMessage() + " (expected: a JSON object)");
    }
  }

  private HttpResponse failure(BadCallException e) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("error", e.getMessage());
    HttpResponse response = answer(e.status(), answer);
    return e.status() == 405 ? response.with("allow", "GET, POST") : response;
  }

  private HttpResponse answer(int status, Map<String, @Nullable Object> answer) {
    return HttpResponse.of(status, "application/json; charset=utf-8", json.write(answer))
        .with("cache-control", "no-store")
        .with("x-content-type-options", "nosniff");
  }
}
