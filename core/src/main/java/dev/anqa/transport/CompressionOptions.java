package dev.anqa.transport;

/**
 * What the compression of a mount's WebSockets can be told; made by {@link
 * WebSocketOptions#compress}. Not for more than one thread; read when the endpoint starts.
 */
public final class CompressionOptions {
  private int level = CompressionSettings.DEFAULT.level();
  private int minBytes = CompressionSettings.DEFAULT.minBytes();
  private int maxRatio = CompressionSettings.DEFAULT.maxRatio();

  CompressionOptions() {}

  /**
   * How hard to try, from 1 (fast) to 9 (small); 6 by default. A broadcast to several mounts is
   * compressed once for all of them, at the level of any one of them.
   *
   * @throws IllegalArgumentException if it is not from 1 to 9
   */
  public CompressionOptions level(int level) {
    this.level = new CompressionSettings(level, minBytes, maxRatio).level();
    return this;
  }

  /**
   * The shortest message to compress, in bytes of its payload; 512 by default, below which it costs
   * more than it saves. A longer one, too, leaves as it is if compression does not shorten it.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public CompressionOptions minBytes(int bytes) {
    this.minBytes = new CompressionSettings(level, bytes, maxRatio).minBytes();
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
    this.maxRatio = new CompressionSettings(level, minBytes, ratio).maxRatio();
    return this;
  }

  CompressionSettings settings() {
    return new CompressionSettings(level, minBytes, maxRatio);
  }
}
