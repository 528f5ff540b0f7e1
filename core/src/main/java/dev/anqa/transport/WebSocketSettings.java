package dev.anqa.transport;

import dev.anqa.limits.Cap;
import io.netty.channel.ChannelConfig;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one WebSocket connection; those of its mount.
 *
 * @param maxFrameBytes the longest payload of a frame, and of a message put together from frames;
 *     longer ones close with 1009
 * @param idleTimeout how long a client may send nothing, pings included, before it is closed with
 *     1002; null for ever
 * @param maxPendingBytes how much may wait for a client that does not read, before it is closed
 *     with 1013; one frame of any size may come on top
 * @param closeTimeout how long a client may take to answer a close frame, and to read what was sent
 *     before it
 * @param compression of messages, in a mount that permits it and for a client that agreed; else
 *     null
 */
record WebSocketSettings(
    int maxFrameBytes,
    @Nullable Duration idleTimeout,
    int maxPendingBytes,
    Duration closeTimeout,
    @Nullable CompressionSettings compression) {

  /**
   * 10,000,000 bytes a frame (Phoenix's adapters), 60 s (two heartbeats of phoenix.js), 16 MiB
   * pending (one longest frame, and then some), 1 s for a close, no compression.
   */
  static final WebSocketSettings DEFAULT =
      new WebSocketSettings(
          10_000_000, Duration.ofSeconds(60), 16 * 1024 * 1024, Duration.ofSeconds(1), null);

  WebSocketSettings {
    positive("maxFrameBytes", maxFrameBytes);
    positive("maxPendingBytes", maxPendingBytes);
    positive("closeTimeout", closeTimeout);
    if (idleTimeout != null) {
      positive("idleTimeout", idleTimeout);
    }
  }

  /** What is enforced, as far as an array can hold it. */
  static int frameBytes(Cap cap) {
    return (int) Math.min(cap.enforced(), MessageInflater.MAX_ARRAY);
  }

  /** The same, with the limits of one connection. */
  WebSocketSettings at(TransportLimits.Caps limits) {
    Cap ratio = limits.ratio();
    return new WebSocketSettings(
        frameBytes(limits.frames()),
        idleTimeout,
        limits.pending().enforcedInt(),
        closeTimeout,
        compression == null || ratio == null ? null : compression.with(ratio));
  }

  /** How messages are inflated on a loop; null without compression. */
  @Nullable Inflation inflation(Loop loop, WebSocketListener listener) {
    return compression == null
        ? null
        : new Inflation(loop.inflater(), maxFrameBytes, compression.maxRatio(), listener::inflated);
  }

  /** For a client that did not agree on compression. */
  WebSocketSettings withoutCompression() {
    return compression == null
        ? this
        : new WebSocketSettings(
            maxFrameBytes, idleTimeout, maxPendingBytes, closeTimeout, /* compression= */ null);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }

  /** Where there is little room, what the system is given leaves a share to what is held back. */
  void shareRoom(ChannelConfig ofConnection) {
    if (maxPendingBytes < 2 * WebSocketOutbox.MARK) {
      ofConnection.setWriteBufferWaterMark(
          new WriteBufferWaterMark(maxPendingBytes / 4, Math.max(1, maxPendingBytes / 2)));
    }
  }
}
