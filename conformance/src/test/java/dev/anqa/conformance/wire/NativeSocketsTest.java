package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.Endpoint;
import dev.anqa.socket.SocketHandler;
import dev.anqa.telemetry.TelemetryEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What serves the sockets; without this, nothing would say if it was not what it should be. */
final class NativeSocketsTest {
  /** The JVM's options decide, and a part of the suite is run both ways. */
  private static final boolean NATIVE =
      System.getProperty("os.name").equals("Linux")
          && !Boolean.getBoolean("io.netty.transport.noNative");

  @Test
  void socketsAreServedByEpollOnLinuxUnlessNativesAreSwitchedOff() {
    List<String> io = Collections.synchronizedList(new ArrayList<>());
    Endpoint.builder()
        .http(0, o -> o.host("127.0.0.1"))
        .noLog()
        .socket("/s", SocketHandler.anonymous())
        .telemetry(event -> {
          if (event instanceof TelemetryEvent.EndpointStarted started) {
            io.add(started.io());
          }
        })
        .start()
        .close();

    assertThat(io).containsExactly(NATIVE ? "epoll" : "nio");
  }
}
