package dev.anqa.presence;

/** What came of {@link Presence#track(dev.anqa.channel.ChannelSocket, String, Object)}. */
public sealed interface TrackResult {
  /**
   * It is present.
   *
   * @param ref Phoenix's {@code phx_ref}: unlike any other, and another one after an update
   */
  record Tracked(String ref) implements TrackResult {}

  /**
   * It was present already, and stays as it was; Phoenix's {@code {:error, {:already_tracked, …}}}.
   * To change the meta, update it.
   */
  record AlreadyTracked(String topic, String key) implements TrackResult {}
}
