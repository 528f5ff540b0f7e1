package dev.anqa.transport;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whose pages may open sockets; Phoenix's {@code check_origin}.
 *
 * <p>Browsers send cookies along with WebSocket handshakes of any site, so without this check any
 * site could open an authenticated socket (cross-site WebSocket hijacking). A client that sends no
 * {@code Origin} is no browser and always passes.
 */
public sealed interface OriginPolicy {
  /** Everybody passes. */
  record Off() implements OriginPolicy {}

  /** The origin's host must be that of the endpoint's URL; scheme and port do not matter. */
  record UrlHost() implements OriginPolicy {}

  /** Scheme, host and port must be those of the request itself. */
  record SameAsRequest() implements OriginPolicy {}

  /**
   * One of these must match.
   *
   * @param origins not empty
   */
  record Listed(List<Allowed> origins) implements OriginPolicy {
    /** Checks that there is one. */
    public Listed {
      origins = List.copyOf(origins);
      if (origins.isEmpty()) {
        throw new IllegalArgumentException(
            "checkOrigin: no origin (expected: at least one, such as \"https://example.com\")");
      }
    }
  }

  /** The application decides, also for origins without a host, such as {@code null}. */
  record Decided(Predicate<Origin> decision) implements OriginPolicy {
    /** Checks that there is one. */
    public Decided {
      Objects.requireNonNull(decision, "decision");
    }
  }

  /**
   * An origin that passes.
   *
   * @param scheme null for any
   * @param host exact, upper and lower case being different, or {@code *.} and a host for that host
   *     and everything below it
   * @param port -1 for any
   */
  record Allowed(@Nullable String scheme, String host, int port) {
    /**
     * Reads one, such as {@code https://example.com}, {@code //example.com:8080} or {@code
     * //*.example.com}. Without a scheme any will do; without a port any will do too, unless the
     * scheme implies one.
     *
     * @throws IllegalArgumentException if it has no host
     */
    public static Allowed parse(String text) {
      Origin origin = Origin.parse(text);
      String host = origin.host();
      if (host == null || host.isEmpty()) {
        throw new IllegalArgumentException(
            "checkOrigin: \"%s\" has no host (expected: such as \"https://example.com\","
                    .formatted(text)
                + " \"//another.com:888\", \"//*.other.com\")");
      }
      return new Allowed(origin.scheme(), host, origin.port());
    }

    boolean matches(Origin origin) {
      return (scheme == null || scheme.equals(origin.scheme()))
          && (port < 0 || port == origin.port())
          && origin.host() != null
          && matchesHost(origin.host());
    }

    private boolean matchesHost(String other) {
      if (!host.startsWith("*.")) {
        return host.equals(other);
      }
      return other.equals(host.substring(2)) || other.endsWith(host.substring(1));
    }
  }

  /** Everybody passes. */
  static OriginPolicy off() {
    return new Off();
  }

  /** Pages of the endpoint's own host pass; the default. */
  static OriginPolicy urlHost() {
    return new UrlHost();
  }

  /** Pages pass that came from where the socket is opened; {@code :conn}. */
  static OriginPolicy sameAsRequest() {
    return new SameAsRequest();
  }

  /**
   * Pages of these origins pass; see {@link Allowed#parse}.
   *
   * @throws IllegalArgumentException if there is none, or one has no host
   */
  static OriginPolicy list(String... origins) {
    return new Listed(List.of(origins).stream().map(Allowed::parse).toList());
  }

  /** The application decides, on a virtual thread. */
  static OriginPolicy deciding(Predicate<Origin> decision) {
    return new Decided(decision);
  }
}
