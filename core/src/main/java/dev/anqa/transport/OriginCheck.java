package dev.anqa.transport;

import dev.anqa.telemetry.TelemetryEvent;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses handshakes of foreign pages with 403, by the {@link OriginPolicy} of the mount.
 *
 * <p>It stands first in every chain. To run something before it, say where it is to stand:
 *
 * <pre>{@code
 * endpoint.interceptor(new RateLimit()).interceptor(OriginCheck.here()).interceptor(new Login())
 * }</pre>
 *
 * <p>Ports {@code check_origin/5} of {@code lib/phoenix/socket/transport.ex}. Differs in: more than
 * one {@code Origin} header is refused, instead of being joined or half ignored.
 */
public final class OriginCheck implements HandshakeInterceptor {
  private static final OriginCheck INSTANCE = new OriginCheck();

  private OriginCheck() {}

  /** The check, to be put at a place in the chain. */
  public static OriginCheck here() {
    return INSTANCE;
  }

  @Override
  public Interception intercept(Handshake handshake) {
    OriginPolicy policy = handshake.mount().originPolicy();
    List<String> origins = handshake.request().headers().all("origin");
    if (origins.isEmpty() || policy instanceof OriginPolicy.Off) {
      return Interception.proceed();
    }
    if (origins.size() == 1 && allows(policy, Origin.parse(origins.getFirst()), handshake)) {
      return Interception.proceed();
    }
    String shown = origins.stream().map(Printable::text).collect(Collectors.joining(", "));
    handshake
        .mount()
        .telemetry()
        .emit(
            new TelemetryEvent.OriginRefused(
                handshake.socket(), shown, help(handshake, policy, origins, shown)));
    return handshake.refuse(403);
  }

  private static boolean allows(OriginPolicy policy, Origin origin, Handshake handshake) {
    HttpRequest request = handshake.request();
    return switch (policy) {
      case OriginPolicy.Off _ -> true;
      case OriginPolicy.UrlHost _ ->
          hasHost(origin) && handshake.mount().urlHost().equals(origin.host());
      case OriginPolicy.SameAsRequest _ ->
          request.scheme().equals(origin.scheme())
              && request.host().equals(origin.host())
              && request.port() == origin.port();
      case OriginPolicy.Listed(List<OriginPolicy.Allowed> allowed) ->
          hasHost(origin) && allowed.stream().anyMatch(each -> each.matches(origin));
      case OriginPolicy.Decided(var decision) -> decision.test(origin);
    };
  }

  private static boolean hasHost(Origin origin) {
    @Nullable String host = origin.host();
    return host != null && !host.isEmpty();
  }

  private static String help(
      Handshake handshake, OriginPolicy policy, List<String> origins, String shown) {
    if (origins.size() > 1) {
      return "Refused the %s at %s: it has %d Origin headers, %s (expected: at most one)."
          .formatted(handshake.transport(), handshake.path(), origins.size(), shown);
    }
    return """
    Refused the %s at %s: its origin %s is not allowed.
    Allowed: %s. Either open the page from there, or allow this one:

        .%s(o -> o.checkOrigin("%s"))
    """
        .formatted(
            handshake.transport(),
            handshake.path(),
            shown.isEmpty() ? "\"\"" : shown,
            allowed(policy, handshake),
            handshake.transport(),
            shown);
  }

  private static String allowed(OriginPolicy policy, Handshake handshake) {
    HttpRequest request = handshake.request();
    String described = describe(policy, handshake.mount().urlHost());
    return switch (policy) {
      case OriginPolicy.SameAsRequest _ ->
          "%s://%s:%d (%s)"
              .formatted(
                  request.scheme(), Printable.text(request.host()), request.port(), described);
      case OriginPolicy.Off _,
          OriginPolicy.UrlHost _,
          OriginPolicy.Listed _,
          OriginPolicy.Decided _ ->
          described;
    };
  }

  /** A policy in a few words, for tables and messages. */
  static String describe(OriginPolicy policy, String urlHost) {
    return switch (policy) {
      case OriginPolicy.Off _ -> "not checked";
      case OriginPolicy.UrlHost _ -> "host " + urlHost + " (the endpoint's own)";
      case OriginPolicy.SameAsRequest _ -> "that of the request itself";
      case OriginPolicy.Listed(List<OriginPolicy.Allowed> allowed) ->
          allowed.stream().map(OriginCheck::describe).collect(Collectors.joining(" "));
      case OriginPolicy.Decided _ -> "decided by the application";
    };
  }

  private static String describe(OriginPolicy.Allowed allowed) {
    return (allowed.scheme() == null ? "" : allowed.scheme() + ":")
        + "//"
        + allowed.host()
        + (allowed.port() < 0 ? "" : ":" + allowed.port());
  }
}
