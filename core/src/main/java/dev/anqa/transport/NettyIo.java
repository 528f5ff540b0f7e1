package dev.anqa.transport;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a server talks to the system about its sockets. */
public enum NettyIo {
  /** {@link #EPOLL} where there is one, else {@link #NIO}; the default. */
  AUTO,

  /** Linux's own, by native code: the fastest at any number of connections. */
  EPOLL,

  /**
   * Linux's newest, by native code. Faster with few connections, slower with many thousands, and
   * often forbidden in containers.
   */
  IO_URING,

  /** What the JDK has, on every system. */
  NIO;

  /** Completions that may wait; with the default of twice the ring's size, they overflow. */
  private static final int URING_COMPLETIONS = 32_768;

  private static final int URING_SIZE = 4_096;

  /** The name for telemetry, such as {@code io_uring}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What this means here: itself, or for {@link #AUTO} the best there is.
   *
   * @throws IllegalStateException if it was asked for and does not work here; the message has the
   *     cause and what to write instead
   */
  NettyIo resolve() {
    if (this == AUTO) {
      return EPOLL.obstacle() == null ? EPOLL : NIO;
    }
    Throwable obstacle = obstacle();
    if (obstacle != null) {
      throw new IllegalStateException(
          "io: %s does not work here (%s). To take the best that does: io(NettyIo.AUTO)"
              .formatted(label(), obstacle.getMessage()),
          obstacle);
    }
    return this;
  }

  /** Why this does not work here; null if it does. */
  private @Nullable Throwable obstacle() {
    return switch (this) {
      case AUTO, NIO -> null;
      case EPOLL -> Epoll.unavailabilityCause();
      case IO_URING -> IoUring.unavailabilityCause();
    };
  }

  /** Makes the event loops' inside; not for {@link #AUTO}. */
  IoHandlerFactory handlers() {
    return switch (this) {
      case EPOLL -> EpollIoHandler.newFactory();
      case IO_URING ->
          IoUringIoHandler.newFactory(
              new IoUringIoHandlerConfig().setRingSize(URING_SIZE).setCqSize(URING_COMPLETIONS));
      case NIO -> NioIoHandler.newFactory();
      case AUTO -> throw new IllegalStateException("io: auto (expected: a resolved one)");
    };
  }

  /** The kind of listening sockets; not for {@link #AUTO}. */
  Class<? extends ServerChannel> serverChannel() {
    return switch (this) {
      case EPOLL -> EpollServerSocketChannel.class;
      case IO_URING -> IoUringServerSocketChannel.class;
      case NIO -> NioServerSocketChannel.class;
      case AUTO -> throw new IllegalStateException("io: auto (expected: a resolved one)");
    };
  }
}
