package dev.anqa.conformance.clients;

import static dev.anqa.transport.ConnectInfoKey.X_HEADERS;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.dashboard.Dashboard;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.socket.ConnectResult;
import dev.anqa.socket.SocketHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A node with a dashboard and something to see on it: users in rooms, presences, broadcasts all the
 * time, and secrets wherever there may be some.
 */
final class Watched implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(250);

  private final class Room implements Channel {
    private int ticks;

    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      if (topic.endsWith(":private")) {
        return JoinResult.refused("private");
      }
      socket.sendSelfEvery(TICK, "tick");
      return JoinResult.ok();
    }

    @Override
    public void handleInfo(Object message, ChannelSocket socket) {
      if (ticks++ == 0) {
        presence.track(
            socket,
            socket.assigns().value("user", String.class),
            Map.of("device", "phone", "token", "pl4nted-meta"));
      }
      for (int i = 0; i <= ticks / 12 % 4; i++) { // More and less, for charts.
        socket.broadcast("ticked", Map.of("tick", ticks, "password", "pl4nted-broadcast"));
      }
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      return HandleResult.ok(payload);
    }

    @Override
    public Object inspect(ChannelSocket socket) {
      return Map.of("ticks", ticks, "api_token", "pl4nted-state");
    }
  }

  private final Presence presence = Presence.builder().build();
  private final Endpoint endpoint;
  private final List<WsClient> clients = new ArrayList<>();

  /** Starts it; strangers, who have a cookie of that name, may not see the dashboard. */
  Watched(PubSub pubsub) {
    SocketHandler users =
        SocketHandler.connecting(
                "UserSocket",
                request ->
                    ConnectResult.ok(
                            Map.of(
                                "user",
                                String.valueOf(request.params().string("user")),
                                "session",
                                String.valueOf(request.info().xHeaders())))
                        .id("users_socket:" + request.params().string("user")))
            .channel("room:*", Room::new);
    endpoint =
        Endpoint.builder()
            .http(0)
            .noLog()
            .pubsub(pubsub)
            .presence(presence)
            .secretKeyBase("pl4nted-base".repeat(10))
            .socket(
                "/socket",
                users,
                mount -> mount.websocket(w -> w.noTimeout().connectInfo(X_HEADERS)).longpoll())
            .mount(
                Dashboard.at("/dashboard")
                    .authorizedBy(request -> !request.cookies().containsKey("stranger")))
            .start();
  }

  /** Where the page is. */
  String page() {
    return "http://localhost:" + endpoint.port() + "/dashboard";
  }

  /** A user in some rooms. */
  Watched with(String user, String... topics) {
    WsClient client =
        WsClient.connect(
            endpoint.port(),
            "/socket/websocket?vsn=2.0.0&token=pl4nted-query&user=" + user,
            "Cookie: sid=pl4nted-cookie",
            "X-Api-Key: pl4nted-header");
    for (String topic : topics) {
      client.sendText(
          "[\"1\",\"1\",\"%s\",\"phx_join\",{\"password\":\"pl4nted-join\"}]".formatted(topic));
    }
    clients.add(client);
    return this;
  }

  @Override
  public void close() {
    clients.forEach(WsClient::close);
    endpoint.close();
  }
}
