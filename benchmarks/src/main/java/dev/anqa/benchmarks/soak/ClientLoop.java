package dev.anqa.benchmarks.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Thousands of clients and their timers on one thread, the one that {@link #run}s it. */
final class ClientLoop implements AutoCloseable {
  /** What a read may bring at a time; larger than any message of the soak. */
  private static final int READ_BYTES = 1 << 20;

  private final Selector selector;
  private final InetSocketAddress server;
  private final String path;
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::nanos));

  /** What the client whose turn it is reads into. */
  final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);

  private record Timer(long nanos, Runnable task) {}

  /**
   * A loop for clients of a server on this machine.
   *
   * @param path of its WebSocket, with its query
   */
  ClientLoop(int port, String path) throws IOException {
    this.selector = Selector.open();
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.path = path;
  }

  /** Does something at that time of {@link System#nanoTime}, or soon after. */
  void at(long nanos, Runnable task) {
    timers.add(new Timer(nanos, task));
  }

  /** Does something again and again, however late it was the last time. */
  void each(long firstNanos, long periodNanos, Runnable task) {
    at(
        firstNanos,
        () -> {
          task.run();
          each(firstNanos + periodNanos, periodNanos, task);
        });
  }

  /** Connects a client, with the system's own buffer for what it has not read. */
  void connect(Role role) {
    connect(role, 0);
  }

  /**
   * As {@link #connect(Role)}.
   *
   * @param bufferBytes for what it has not read
   */
  void connect(Role role, int bufferBytes) {
    try {
      SocketChannel channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (bufferBytes > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, bufferBytes);
      }
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      key.attach(new Client(this, role, channel, key, path));
      channel.connect(server);
    } catch (IOException e) {
      throw new IllegalStateException("cannot connect to " + server + ": " + e, e);
    }
  }

  /** Serves clients and timers until that is so; it is asked after each turn. */
  void run(BooleanSupplier done) throws IOException {
    while (!done.getAsBoolean()) {
      long now = System.nanoTime();
      Timer next = timers.peek();
      while (next != null && next.nanos - now <= 0) {
        timers.remove();
        next.task.run();
        next = timers.peek();
      }
      selector.select(key -> ((Client) key.attachment()).ready(), waitMillis(next, now));
    }
  }

  /** At least 1, so that timers are late by a millisecond at most, and the thread does not spin. */
  private static long waitMillis(@Nullable Timer next, long now) {
    return next == null ? 10 : Math.clamp(TimeUnit.NANOSECONDS.toMillis(next.nanos - now), 1, 10);
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
