package dev.anqa.examples.numbers;

import dev.anqa.Endpoint;
import dev.anqa.EndpointBuilder;
import dev.anqa.dashboard.Dashboard;
import dev.anqa.inspect.Admin;
import dev.anqa.socket.SocketHandler;
import java.util.concurrent.atomic.AtomicLong;

/** Serves two streams of numbers, and a page that shows them. */
public final class Numbers {
  private static final String PAGE = "dev/anqa/examples/numbers/page";

  private Numbers() {}

  /**
   * Runs until it is interrupted.
   *
   * @param args {@code --port N}; 4000 by default, 0 takes a free one
   */
  public static void main(String... args) {
    try {
      Endpoint endpoint = on(port(args)).stopOnSignals().start();
      System.err.printf("Numbers run at http://localhost:%d/ (Ctrl-C stops)%n", endpoint.port());
      System.err.print(endpoint.routes());
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** Starts the application on a port. */
  public static Endpoint start(int port) {
    return on(port).start();
  }

  private static EndpointBuilder on(int port) {
    AtomicLong numbers = new AtomicLong();
    return Endpoint.builder()
        .http(port)
        .socket(
            "/socket",
            SocketHandler.anonymous().channel("numbers:*", () -> new NumbersChannel(numbers)))
        .admin("/admin", Admin.onLoopback()) // Who runs it may look into it: docs/debugging.md.
        .mount(Dashboard.at("/dashboard").onLoopback())
        .staticFiles("/", PAGE);
  }

  private static int port(String... args) {
    if (args.length == 0) {
      return 4_000;
    }
    if (args.length == 2 && args[0].equals("--port") && args[1].matches("[0-9]{1,5}")) {
      return Integer.parseInt(args[1]);
    }
    throw new IllegalArgumentException(
        "numbers: " + String.join(" ", args) + " (expected: [--port N], 0 for a free port)");
  }
}
