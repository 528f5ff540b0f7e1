package dev.anqa.transport;

import dev.anqa.limits.Cap;
import java.util.Objects;

/**
 * What the compression of a mount's WebSockets can be told; made by {@link
 * WebSocketOptions#compress}. Not for more than one thread; read when the endpoint starts.
 */
public final class CompressionOptions {
  private int level = CompressionSettings.DEFAULT.level();
  private int minBytes = CompressionSettings.DEFAULT.minBytes();
  private Cap maxRatio = Cap.enforce(CompressionSettings.DEFAULT.maxRatio());

  CompressionOptions() {}

  /**
   * How hard to try, from 1 (fast) to 9 (small); 6 by default. A broadcast to several mounts is
   * compressed once for all of them, at the level of any one of them.
   *
   * @throws IllegalArgumentException if it is not from 1 to 9
   */
  public CompressionOptions level(int level) {
    this.level = new CompressionSettings(level, minBytes, maxRatio.enforcedInt()).level();
    return this;
  }

  /**
   * The shortest message to compress, in bytes of its payload; 512 by default, below which it costs
   * more than it saves. A longer one, too, leaves as it is if compression does not shorten it.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public CompressionOptions minBytes(int bytes) {
    this.minBytes = new CompressionSettings(level, bytes, maxRatio.enforcedInt()).minBytes();
    return this;
  }

  /**
   * How many times longer a client's message may become when it is inflated; 25 by default
   * (Bandit's). A greater one closes the connection with 1009. Up to 64 KiB, messages may become as
   * long as they like; {@link WebSocketOptions#maxFrameBytes} bounds all of them.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public CompressionOptions maxRatio(int ratio) {
    return maxRatio(Cap.enforce("maxRatio", ratio));
  }

  /**
   * As {@link #maxRatio(int)}, in any mode. Where it is not enforced, {@link
   * WebSocketOptions#maxFrameBytes} still bounds what a message becomes.
   */
  public CompressionOptions maxRatio(Cap cap) {
    this.maxRatio = Objects.requireNonNull(cap, "cap");
    return this;
  }

  Cap maxRatio() {
    return maxRatio;
  }

  CompressionSettings settings() {
    return new CompressionSettings(level, minBytes, maxRatio.enforcedInt());
  }
}
