package dev.anqa.conformance;

import dev.anqa.examples.numbers.NumbersChannel;
import dev.anqa.limits.Cap;
import dev.anqa.presence.Presence;
import dev.anqa.socket.ConnectInfo;
import dev.anqa.socket.ConnectRequest;
import dev.anqa.socket.ConnectResult;
import dev.anqa.socket.SocketHandler;
import dev.anqa.socket.SocketLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The one socket class of the Lab. */
final class LabSocket {
  /** The assign that holds what {@code connect} saw. */
  static final String SAW = "saw";

  /** The name of the socket that load generators use. */
  static final String BENCH = "BenchSocket";

  /** None that a benchmark meets. */
  private static final SocketLimits BENCH_LIMITS =
      SocketLimits.standard()
          .maxChannels(1_000)
          .joinsPerSecond(Cap.off())
          .messagesPerSecond(Cap.off());

  /** A part of the connect info that a mount lists: for WebSockets, but for the auth token. */
  enum Shown {
    PEER,
    URI,
    USER_AGENT,
    X_HEADERS,
    SEC_WEBSOCKET_HEADERS,
    AUTH_TOKEN
  }

  private static final AtomicLong NUMBERS = new AtomicLong();

  private LabSocket() {}

  /** The socket for a mount that lists these parts. */
  static SocketHandler showing(Set<Shown> shown, Presence presence) {
    return named("LabSocket", shown, presence)
        .limits(SocketLimits.standard().joinsPerSecond(20_000).messagesPerSecond(20_000));
  }

  private static SocketHandler named(String name, Set<Shown> shown, Presence presence) {
    return SocketHandler.connecting(name, request -> connect(request, shown))
        .channel("room:*", RoomChannel::new)
        .channel("stat", StatChannel::new, Map.of("fromroute", Map.of("v", 1)))
        .channel("pres:*", () -> new PresenceChannel(presence))
        .channel("bench:*", () -> new BenchChannel(presence))
        .channel("numbers:*", () -> new NumbersChannel(NUMBERS));
  }

  /** The same socket under a name of its own, whose connections and joins are not logged. */
  static SocketHandler bench(Presence presence) {
    return named(BENCH, Set.of(), presence).limits(BENCH_LIMITS);
  }

  private static ConnectResult connect(ConnectRequest request, Set<Shown> shown) {
    String uid = request.params().string("uid");
    String reason = request.params().string("rej");
    if (request.params().string("crash") != null) {
      throw new IllegalStateException("crash in connect");
    }
    if (reason != null) {
      return ConnectResult.refused(reason);
    }
    // An id that is no string cannot be written here; Phoenix refuses it, too.
    if ("true".equals(request.params().string("reject")) || "badid".equals(uid)) {
      return ConnectResult.refused();
    }
    Map<String, Object> saw = saw(request, shown);
    return uid == null
        ? ConnectResult.ok(Map.of(SAW, saw))
        : ConnectResult.ok(Map.of(SAW, saw, "uid", uid)).id("us:" + uid);
  }

  private static Map<String, Object> saw(ConnectRequest request, Set<Shown> shown) {
    if (shown.isEmpty()) {
      return Map.of("params", request.params().asMap()); // Small: of /bench there are many.
    }
    ConnectInfo info = request.info();
    Map<String, @Nullable Object> saw = LinkedHashMap.newLinkedHashMap(1 + shown.size());
    saw.put("params", request.params().asMap());
    for (Shown part : shown) {
      if (part != Shown.AUTH_TOKEN && !request.transport().equals("websocket")) {
        continue;
      }
      switch (part) {
        case PEER -> saw.put("peer", info.peer().getAddress().getHostAddress());
        case URI -> saw.put("uri", String.valueOf(info.uri()));
        case USER_AGENT -> saw.put("user_agent", info.userAgent());
        case X_HEADERS -> saw.put("x_headers", asMap(info.xHeaders()));
        case SEC_WEBSOCKET_HEADERS ->
            saw.put("sec_websocket_headers", asMap(info.secWebSocketHeaders()));
        case AUTH_TOKEN -> saw.put("auth_token", info.authToken());
      }
    }
    @SuppressWarnings("NullAway") // The JSON writer takes null values.
    Map<String, Object> result = saw;
    return result;
  }

  private static Map<String, String> asMap(@Nullable List<Map.Entry<String, String>> headers) {
    Map<String, String> map = new LinkedHashMap<>();
    if (headers != null) {
      headers.forEach(header -> map.put(header.getKey(), header.getValue()));
    }
    return map;
  }
}
