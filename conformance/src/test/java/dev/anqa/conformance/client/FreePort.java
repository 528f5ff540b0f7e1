package dev.anqa.conformance.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that have to be told theirs. */
public final class FreePort {
  private FreePort() {}

  /**
   * A port of the loopback address that nobody listens at. It is below those that the system gives
   * to connections, one of which might take it before the server does.
   */
  public static int any() {
    for (int tries = 1; ; tries++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (BindException e) {
        if (tries == 100) {
          throw new UncheckedIOException("no port found in " + tries + " tries", e);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
