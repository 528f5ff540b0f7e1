package dev.anqa.inspect;

import dev.anqa.channel.ChannelState;
import dev.anqa.limits.Limit;
import dev.anqa.limits.LimitMode;
import dev.anqa.pubsub.Json;
import dev.anqa.socket.ChannelView;
import dev.anqa.socket.SocketInfo;
import dev.anqa.telemetry.ChannelSource;
import dev.anqa.telemetry.ParamFilter;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.transport.ListenerInfo;
import dev.anqa.transport.Routes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the admin interface shows, as JSON objects; {@code docs/admin.md} has their shapes. */
final class Rows {
  /** Channels that a connection is shown with; what is more is counted. */
  static final int SOCKET_CHANNELS = 20;

  private final String node;
  private final Json json;
  private final ParamFilter filter;

  Rows(String node, Json json, ParamFilter filter) {
    this.node = node;
    this.json = json;
    this.filter = filter;
  }

  private static Map<String, @Nullable Object> object() {
    return new LinkedHashMap<>();
  }

  private Map<String, @Nullable Object> ofNode() {
    Map<String, @Nullable Object> row = object();
    row.put("node", node);
    return row;
  }

  Map<String, @Nullable Object> topic(TopicInfo topic) {
    Map<String, @Nullable Object> row = ofNode();
    row.put("topic", topic.topic());
    row.put("subscribers", topic.subscribers());
    return row;
  }

  Map<String, @Nullable Object> subscriber(ChannelSource source) {
    Map<String, @Nullable Object> row = ofNode();
    row.put("topic", source.topic());
    row.put("channel", source.channel());
    addSource(row, source.client());
    return row;
  }

  Map<String, @Nullable Object> socket(SocketInfo socket, Duration age) {
    Map<String, @Nullable Object> row = ofNode();
    addSource(row, socket.source());
    row.put("connected_at", socket.connectedAt().toString());
    row.put("age_ms", age.toMillis());
    row.put(
        "channels", socket.channels().stream().limit(SOCKET_CHANNELS).map(Rows::channel).toList());
    row.put("more_channels", Math.max(0, socket.channels().size() - SOCKET_CHANNELS));
    return row;
  }

  static void addSource(Map<String, @Nullable Object> row, SocketSource source) {
    row.put("connection", source.connection());
    row.put("id", source.id());
    row.put("handler", source.socket());
    row.put("transport", source.transport());
    row.put("peer", Peers.address(source.peer()));
    row.put("port", source.peer().getPort());
  }

  private static Map<String, @Nullable Object> channel(SocketInfo.ChannelInfo channel) {
    Map<String, @Nullable Object> row = object();
    row.put("topic", channel.topic());
    row.put("channel", channel.channel());
    row.put("status", channel.status());
    row.put("mailbox", channel.mailboxSize());
    row.put("handled", channel.handled());
    row.put("age_ms", channel.age().toMillis());
    return row;
  }

  /** A channel that has answered. */
  Map<String, @Nullable Object> channel(ChannelView view, ChannelState state) {
    Map<String, @Nullable Object> row = channel(view.info());
    Map<String, String> assigns = new TreeMap<>();
    view.assigns()
        .asMap()
        .forEach((name, value) -> assigns.put(name, value.getClass().getSimpleName()));
    row.put("assigns", assigns);
    switch (state) {
      case ChannelState.Shown(var shown) ->
          row.put("state", filter.filter(shown.as(json, Object.class)));
      case ChannelState.Busy _ -> row.put("unanswered", "busy");
      case ChannelState.Ended _ -> row.put("unanswered", "ended");
      case ChannelState.Unreadable(String reason) -> row.put("unanswered", reason);
    }
    return row;
  }

  Map<String, @Nullable Object> closing(Closing closing) {
    Map<String, @Nullable Object> row = ofNode();
    addSource(row, closing.source());
    row.put("code", closing.code());
    row.put("reason", closing.reason());
    row.put("closed_at", closing.at().toString());
    row.put("stood_ms", closing.stood().toMillis());
    return row;
  }

  Map<String, @Nullable Object> option(Setting setting) {
    Map<String, @Nullable Object> row = ofNode();
    row.put("name", setting.name());
    row.put("value", setting.value());
    row.put("changeable", setting.isChangeable());
    return row;
  }

  Map<String, @Nullable Object> limit(Limit limit) {
    Map<String, @Nullable Object> row = ofNode();
    row.put("limit", limit.name());
    row.put("scope", limit.scope());
    row.put("option", limit.option());
    row.put("mode", limit.cap().mode().name().toLowerCase(Locale.ROOT));
    row.put("maximum", limit.cap().mode() == LimitMode.OFF ? null : limit.cap().maximum());
    row.put("used", limit.value().isPresent() ? limit.value().getAsLong() : null);
    row.put("refused", limit.refused());
    row.put("observed", limit.observed());
    return row;
  }

  Map<String, @Nullable Object> tree(NodeTree tree, List<Map<String, @Nullable Object>> sockets) {
    Map<String, @Nullable Object> endpoint = object();
    endpoint.put("url", tree.url().toString());
    endpoint.put("age_ms", tree.age().toMillis());
    endpoint.put("listeners", tree.listeners().stream().map(Rows::listener).toList());
    endpoint.put("mounts", tree.mounts().stream().map(Rows::mount).toList());
    endpoint.put("connections", tree.connections());
    endpoint.put("sockets", sockets);
    Map<String, @Nullable Object> pubsub = object();
    pubsub.put("topics", tree.pubsub().topics());
    pubsub.put("adapter", tree.pubsub().adapter());
    pubsub.put("state", tree.pubsub().connected() ? "connected" : "disconnected");
    pubsub.put("members", tree.pubsub().members());
    Map<String, @Nullable Object> row = ofNode();
    row.put("endpoint", endpoint);
    row.put("pubsub", pubsub);
    row.put("presences", tree.presences().stream().map(Rows::presence).toList());
    return row;
  }

  private static Map<String, @Nullable Object> presence(NodeTree.PresenceInfo presence) {
    Map<String, @Nullable Object> row = object();
    row.put("name", presence.name());
    row.put("replicas", presence.replicas().stream().map(Rows::replica).toList());
    return row;
  }

  private static Map<String, @Nullable Object> replica(NodeTree.ReplicaInfo replica) {
    Map<String, @Nullable Object> row = object();
    row.put("node", replica.node());
    row.put("state", replica.up() ? "up" : "down");
    row.put("since", replica.since().toString());
    return row;
  }

  private static Map<String, @Nullable Object> listener(ListenerInfo listener) {
    Map<String, @Nullable Object> row = object();
    row.put("scheme", listener.scheme());
    row.put("address", address(listener.address()));
    row.put("port", listener.address().getPort());
    row.put("state", listener.accepting() ? "accepting" : "stopping");
    row.put("connections", listener.connections());
    row.put("websockets", listener.webSockets());
    row.put("max_connections", listener.maxConnections());
    return row;
  }

  /** A star for all addresses of the machine. */
  private static String address(InetSocketAddress bound) {
    InetAddress address = bound.getAddress();
    return address != null && address.isAnyLocalAddress() ? "*" : Peers.address(bound);
  }

  private static Map<String, @Nullable Object> mount(Routes.Route route) {
    Map<String, @Nullable Object> row = object();
    row.put("path", route.path());
    row.put("transport", route.transport());
    row.put("handler", route.socket());
    row.put("options", route.options());
    return row;
  }
}
