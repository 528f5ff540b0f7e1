package dev.anqa.inspect;

import dev.anqa.channel.ChannelState;
import dev.anqa.socket.ChannelView;
import dev.anqa.socket.SocketInfo;
import dev.anqa.telemetry.ChannelSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a node, and what it answers for itself. May wait for channels, within a
 * bound; not for event loops.
 */
final class Listings {
  /** How long the channels of a connection may take to show their state. */
  private static final Duration CHANNEL_BOUND = Duration.ofMillis(500);

  /** What there is. */
  enum Kind {
    TOPICS,
    SUBSCRIBERS,
    SOCKETS,
    INSPECT,
    CLOSINGS,
    TREE,
    OPTIONS,
    LIMITS;

    /** The parameters that it knows. */
    List<String> params() {
      return switch (this) {
        case TOPICS -> List.of("prefix", "after", "limit");
        case SUBSCRIBERS -> List.of("topic", "after", "limit");
        case SOCKETS -> List.of("id", "peer", "handler", "connection", "topic", "after", "limit");
        case INSPECT -> List.of("connection", "topic");
        case CLOSINGS -> List.of("id", "peer", "handler", "connection", "after", "limit");
        case TREE, OPTIONS, LIMITS -> List.of();
      };
    }

    /** As it is written in a path. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A part of a listing.
   *
   * @param next the cursor of what follows; null for the last part
   */
  record Part(List<Map<String, @Nullable Object>> rows, @Nullable String next) {}

  private final Inspector inspector;
  private final Rows rows;

  Listings(Inspector inspector) {
    this.inspector = inspector;
    Inspected inspected = inspector.inspected();
    this.rows = new Rows(inspector.node(), inspected.json(), inspected.filter());
  }

  /**
   * Answers for this node.
   *
   * @throws BadCallException if a parameter does not fit
   */
  Part answer(Kind kind, CallParams params) throws BadCallException {
    try {
      return switch (kind) {
        case TOPICS -> topics(params);
        case SUBSCRIBERS -> subscribers(params);
        case SOCKETS -> sockets(params);
        case INSPECT -> inspect(params);
        case CLOSINGS -> closings(params);
        case TREE -> tree();
        case OPTIONS -> options();
        case LIMITS -> limits();
      };
    } catch (IllegalArgumentException e) { // Of a cursor.
      throw new BadCallException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Looks at the parameters of a question, without answering it.
   *
   * @throws BadCallException if one does not fit
   */
  static void check(Kind kind, CallParams params) throws BadCallException {
    switch (kind) {
      case TOPICS -> params.page();
      case SUBSCRIBERS -> {
        params.required("topic");
        checkNumbered(params);
      }
      case SOCKETS, CLOSINGS -> {
        params.filter();
        checkNumbered(params);
      }
      case INSPECT -> connection(params);
      case TREE, OPTIONS, LIMITS -> {}
    }
  }

  private static void checkNumbered(CallParams params) throws BadCallException {
    try {
      params.page().afterNumber();
    } catch (IllegalArgumentException e) {
      throw new BadCallException(String.valueOf(e.getMessage()));
    }
  }

  private static long connection(CallParams params) throws BadCallException {
    Long connection = params.number("connection", 1, Long.MAX_VALUE);
    if (connection == null) {
      throw new BadCallException("connection: missing (expected: the number of a connection)");
    }
    return connection;
  }

  private Part topics(CallParams params) throws BadCallException {
    Page<TopicInfo> page = inspector.topics(params.text("prefix", ""), params.page());
    return new Part(page.items().stream().map(rows::topic).toList(), page.next());
  }

  private Part subscribers(CallParams params) throws BadCallException {
    Page<ChannelSource> page = inspector.subscribers(params.required("topic"), params.page());
    return new Part(page.items().stream().map(rows::subscriber).toList(), page.next());
  }

  private Part sockets(CallParams params) throws BadCallException {
    String topic = params.text("topic");
    Page<SocketInfo> page =
        topic == null
            ? inspector.sockets(params.filter(), params.page())
            : inspector.sockets(params.filter(), topic, params.page());
    return new Part(page.items().stream().map(this::socket).toList(), page.next());
  }

  private Map<String, @Nullable Object> socket(SocketInfo socket) {
    return rows.socket(
        socket, Duration.between(socket.connectedAt(), inspector.inspected().time().now()));
  }

  private Part inspect(CallParams params) throws BadCallException {
    long connection = connection(params);
    Optional<SocketInfo> socket = inspector.socket(connection);
    if (socket.isEmpty()) {
      return new Part(List.of(), null);
    }
    String topic = params.text("topic");
    List<ChannelView> views = new ArrayList<>(); // All are asked before the first is waited for.
    for (SocketInfo.ChannelInfo channel : socket.get().channels()) {
      if (topic == null ? views.size() < Rows.SOCKET_CHANNELS : topic.equals(channel.topic())) {
        inspector.channel(connection, channel.topic(), CHANNEL_BOUND).ifPresent(views::add);
      }
    }
    Map<String, @Nullable Object> row = socket(socket.get());
    row.put("channels", views.stream().map(this::answered).toList());
    return new Part(List.of(row), null);
  }

  private Map<String, @Nullable Object> answered(ChannelView view) {
    ChannelState state = view.state().join(); // Completes within the bound.
    return rows.channel(view, state);
  }

  private Part closings(CallParams params) throws BadCallException {
    Page<Closing> page = inspector.closings(params.filter(), params.page());
    return new Part(page.items().stream().map(rows::closing).toList(), page.next());
  }

  private Part options() {
    return new Part(inspector.options().stream().map(rows::option).toList(), null);
  }

  private Part limits() {
    return new Part(inspector.limits().stream().map(rows::limit).toList(), null);
  }

  private Part tree() {
    NodeTree tree = inspector.tree();
    return new Part(
        List.of(rows.tree(tree, tree.sockets().stream().map(this::socket).toList())), null);
  }
}
