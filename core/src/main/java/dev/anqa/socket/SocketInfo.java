package dev.anqa.socket;

import dev.anqa.telemetry.SocketSource;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection, for those who look into a running node; a moment old.
 *
 * @param source which one it is
 * @param connectedAt when it was accepted
 * @param channels in no order
 */
public record SocketInfo(SocketSource source, Instant connectedAt, List<ChannelInfo> channels) {
  /** The number of the connection. */
  public long connection() {
    return source.connection();
  }

  /** The {@link SocketHandler#name}. */
  public String handler() {
    return source.socket();
  }

  /** The id that the handler gave it; null when it gave none. */
  public @Nullable String id() {
    return source.id();
  }

  /** Such as {@code websocket}. */
  public String transport() {
    return source.transport();
  }

  /** The client's address. */
  public InetSocketAddress peer() {
    return source.peer();
  }

  /**
   * One of its channels; {@code Phoenix.Debug.list_channels/1}.
   *
   * @param topic which it joined
   * @param channel the simple name of its class
   * @param status {@code joined} or {@code leaving}
   * @param mailboxSize how many messages wait
   * @param handled how many messages of its client, broadcasts that it intercepts and messages to
   *     itself it has begun to handle
   * @param age since its join was decided
   */
  public record ChannelInfo(
      String topic, String channel, String status, int mailboxSize, long handled, Duration age) {}
}
