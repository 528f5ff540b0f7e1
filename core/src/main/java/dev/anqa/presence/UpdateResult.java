package dev.anqa.presence;

import dev.anqa.channel.ChannelSocket;

/** What came of {@link Presence#update(ChannelSocket, String, Object)}. */
public sealed interface UpdateResult {
  /**
   * It has the new meta.
   *
   * @param ref the new {@code phx_ref}; the one before is the meta's {@code phx_ref_prev}
   */
  record Updated(String ref) implements UpdateResult {}

  /** It was not tracked, and is not now; Phoenix's {@code {:error, :nopresence}}. */
  record NoPresence(String topic, String key) implements UpdateResult {}
}
