package dev.anqa.examples.numbers;

import dev.anqa.transport.TlsOptions;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What the example was asked for on the command line.
 *
 * @param port of HTTP; 0 for a free one
 * @param httpsPort null for no HTTPS; 0 for a free one
 * @param certificate a chain in PEM; null, as its key, for one that is made for this run
 * @param key in PEM
 */
record Arguments(
    int port, @Nullable Integer httpsPort, @Nullable Path certificate, @Nullable Path key) {
  static final int PORT = 4_000;
  static final int HTTPS_PORT = 4_040;
  private static final String USAGE =
      "[--port N] [--https [N]] [--cert CHAIN.pem --key KEY.pem], 0 for a free port";

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if they make no sense; one line that says what would
   */
  static Arguments of(String... args) {
    int port = PORT;
    Integer httpsPort = null;
    Path certificate = null;
    Path key = null;
    Deque<String> left = new ArrayDeque<>(Arrays.asList(args));
    while (!left.isEmpty()) {
      switch (left.removeFirst()) {
        case "--port" -> port = port(value(left, args), args);
        case "--https" ->
            httpsPort =
                left.isEmpty() || left.getFirst().startsWith("--")
                    ? HTTPS_PORT
                    : port(left.removeFirst(), args);
        case "--cert" -> certificate = Path.of(value(left, args));
        case "--key" -> key = Path.of(value(left, args));
        default -> throw refused(args);
      }
    }
    boolean own = certificate != null;
    if (own != (key != null) || own && httpsPort == null) {
      throw refused(args);
    }
    return new Arguments(port, httpsPort, certificate, key);
  }

  private static String value(Deque<String> left, String... args) {
    if (left.isEmpty()) {
      throw refused(args);
    }
    return left.removeFirst();
  }

  private static int port(String value, String... args) {
    if (!value.matches("[0-9]{1,5}")) {
      throw refused(args);
    }
    return Integer.parseInt(value);
  }

  private static IllegalArgumentException refused(String... args) {
    return new IllegalArgumentException(
        "numbers: %s (expected: %s)".formatted(String.join(" ", args), USAGE));
  }

  /** Whether a certificate is made for this run, which nobody trusts. */
  boolean madeForThisRun() {
    return httpsPort != null && certificate == null;
  }

  /** What HTTPS shows; makes it, if it is made for this run. */
  TlsOptions tls() {
    return certificate == null || key == null
        ? DevelopmentCertificate.make()
        : TlsOptions.pem(certificate, key);
  }
}
