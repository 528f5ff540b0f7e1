package dev.anqa.socket;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection, for those who look into a running node; a moment old.
 *
 * @param handler the {@link SocketHandler#name}
 * @param id null when it has none
 * @param transport such as {@code websocket}
 * @param peer the client's address
 * @param connectedAt when it was accepted
 * @param channels in no order
 */
public record SocketInfo(
    String handler,
    @Nullable String id,
    String transport,
    InetSocketAddress peer,
    Instant connectedAt,
    List<ChannelInfo> channels) {
  /**
   * One of its channels; {@code Phoenix.Debug.list_channels/1}.
   *
   * @param status {@code joined} or {@code leaving}
   * @param mailboxSize how many messages wait
   */
  public record ChannelInfo(String topic, String status, int mailboxSize) {}
}
