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
   * @param args {@code --port N}, 4000 by default; {@code --https [N]} serves HTTPS beside HTTP, on
   *     4040 by default; 0 takes a free port. {@code --cert CHAIN.pem --key KEY.pem} are shown
   *     there, else a certificate that is made for this run
   */
  public static void main(String... args) {
    try {
      Arguments arguments = Arguments.of(args);
      Endpoint endpoint = on(arguments).stopOnSignals().start();
      System.err.printf("Numbers run at http://localhost:%d/ (Ctrl-C stops)%n", endpoint.port());
      if (arguments.httpsPort() != null) {
        System.err.printf(
            "and at https://localhost:%d/%s%n",
            httpsPort(endpoint),
            arguments.madeForThisRun()
                ? ", with a certificate made for this run: browsers warn, anqa connect needs --insecure"
                : "");
      }
      System.err.print(endpoint.routes());
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** Starts the application on a port. */
  public static Endpoint start(int port) {
    return start(new Arguments(port, null, null, null));
  }

  static Endpoint start(Arguments arguments) {
    return on(arguments).start();
  }

  /** Where HTTPS is served, which must have been asked for. */
  static int httpsPort(Endpoint endpoint) {
    return endpoint.addresses().getLast().getPort();
  }

  private static EndpointBuilder on(Arguments arguments) {
    AtomicLong numbers = new AtomicLong();
    EndpointBuilder endpoint =
        Endpoint.builder()
            .http(arguments.port())
            .socket(
                "/socket",
                SocketHandler.anonymous().channel("numbers:*", () -> new NumbersChannel(numbers)))
            .admin("/admin", Admin.onLoopback()) // Who runs it may look into it: docs/debugging.md.
            .mount(Dashboard.at("/dashboard").onLoopback())
            .staticFiles("/", PAGE);
    Integer https = arguments.httpsPort();
    return https == null ? endpoint : endpoint.https(https, arguments.tls());
  }
}
