package dev.anqa.transport;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Sizes the buffers that a loop reads into by what came of late over all its connections, so that
 * none keeps a record of its own: 150 bytes of memory for each. For ways to the system that read
 * one connection after the other; what a read notes here does not outlive it.
 */
@SuppressWarnings(
    "deprecation") // Handle is no longer meant to be implemented; we hand on Netty's own.
final class ReceiveBuffers extends AdaptiveRecvByteBufAllocator {
  /** Clients that send little are not to make those that send more take many reads. */
  private static final int MINIMUM = 512;

  private static final int INITIAL = 2_048;
  private static final int MAXIMUM = 65_536;

  /** As many as Netty takes for streams. */
  private static final int READS = 16;

  private final RecvByteBufAllocator.Handle shared;

  ReceiveBuffers() {
    super(MINIMUM, INITIAL, MAXIMUM);
    maxMessagesPerRead(READS);
    shared = super.newHandle();
  }

  /** The same for all connections. */
  @Override
  public RecvByteBufAllocator.Handle newHandle() {
    return shared;
  }
}
