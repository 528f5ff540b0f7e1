package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import org.junit.jupiter.api.Test;

final class NettyIoTest {
  @Test
  void takesEpollByDefaultWhereThereIsOneAndNioElsewhere() {
    assertThat(NettyIo.AUTO.resolve()).isEqualTo(Epoll.isAvailable() ? NettyIo.EPOLL : NettyIo.NIO);
  }

  @Test
  void namesEachWayAsTelemetryDoes() {
    assertThat(NettyIo.values())
        .extracting(NettyIo::label)
        .containsExactly("auto", "epoll", "io_uring", "nio");
  }

  @Test
  void neverTakesAnotherWayThanTheOneAskedFor() {
    assertThat(NettyIo.NIO.resolve()).isEqualTo(NettyIo.NIO);
    if (IoUring.isAvailable()) { // Containers often forbid it.
      assertThat(NettyIo.IO_URING.resolve()).isEqualTo(NettyIo.IO_URING);
    } else {
      assertThatIllegalStateException()
          .isThrownBy(NettyIo.IO_URING::resolve)
          .withMessageStartingWith("io: io_uring does not work here (")
          .withMessageEndingWith("To take the best that does: io(NettyIo.AUTO)");
    }
  }
}
