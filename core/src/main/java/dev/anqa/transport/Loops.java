package dev.anqa.transport;

import dev.anqa.pubsub.PubSub;
import dev.anqa.telemetry.Telemetry;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event loops of an endpoint, one thread each, named {@code anqa-loop-1} and on. Any thread may
 * call any method.
 */
final class Loops {
  private final NettyIo io;
  private final EventLoopGroup group;

  /** By event loop; complete when the constructor returns, then only read. */
  private final IdentityHashMap<EventExecutor, Loop> loops = new IdentityHashMap<>();

  /**
   * Makes the loops; their threads start with their first connection.
   *
   * @param io how to talk to the system
   * @param count how many loops; the number of cores is a good one
   * @param callbacks runs the callbacks of their connections that they do not begin themselves
   * @throws IllegalStateException if that way does not work here
   */
  Loops(NettyIo io, int count, PubSub pubsub, Telemetry telemetry, Executor callbacks) {
    if (count < 1) {
      throw new IllegalArgumentException("loops: " + count + " (expected: > 0)");
    }
    this.io = io.resolve();
    this.group = new MultiThreadIoEventLoopGroup(count, threads(), this.io.handlers());
    OwnScheduler scheduler = OwnScheduler.find();
    CompressedBroadcasts compressed = new CompressedBroadcasts();
    for (EventExecutor each : group) {
      EventLoop eventLoop = (EventLoop) each;
      Loop loop =
          new Loop(eventLoop, Loop.QUEUE, pubsub, telemetry, callbacks, scheduler, compressed);
      loops.put(each, loop);
    }
  }

  private static ThreadFactory threads() {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new FastThreadLocalThread(task, "anqa-loop-" + count.incrementAndGet());
      thread.setDaemon(false); // Whoever starts it, the JVM stays up while there are loops.
      return thread;
    };
  }

  /** How these loops talk to the system; never {@link NettyIo#AUTO}. */
  NettyIo io() {
    return io;
  }

  /** For the bootstrap of a listener. */
  EventLoopGroup group() {
    return group;
  }

  /** For the bootstrap of a listener. */
  Class<? extends ServerChannel> serverChannel() {
    return io.serverChannel();
  }

  /** The loop of a channel that is registered in {@link #group}. */
  Loop of(Channel channel) {
    Loop loop = loops.get(channel.eventLoop());
    if (loop == null) {
      throw new IllegalArgumentException("channel: " + channel + " (expected: one of these loops)");
    }
    return loop;
  }

  /** Has a channel that was just registered read into what its loop's channels share. */
  void shareBuffers(Channel channel) {
    if (io != NettyIo.IO_URING) { // There, reads of several connections are under way at once.
      channel.config().setRecvByteBufAllocator(of(channel).receiveBuffers());
    }
  }

  /** What went over the WebSockets of all loops. */
  Traffic traffic() {
    return loops.values().stream()
        .map(loop -> loop.traffic().sum())
        .reduce(Traffic.NONE, Traffic::plus);
  }

  /**
   * Ends the loops, and waits until they have ended, or that long. Connections that still stand are
   * cut. Not to be called on a loop.
   *
   * @return whether all have ended
   */
  boolean close(Duration timeout) throws InterruptedException {
    return group
        .shutdownGracefully(0, timeout.toNanos(), TimeUnit.NANOSECONDS)
        .await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Waits, at most that long, for callbacks that left the loops; what still runs is interrupted.
   */
  void awaitCallbacks(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Loop loop : loops.values()) {
      Carrier carrier = loop.carrier();
      if (carrier != null) {
        carrier.awaitEnd(deadline);
      }
    }
  }
}
