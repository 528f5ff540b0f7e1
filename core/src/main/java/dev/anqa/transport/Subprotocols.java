package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.telemetry.TelemetryEvent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Sec-WebSocket-Protocol}: the subprotocols that a client offers, and the auth
 * token that phoenix.js hides among them, because browsers allow no other header.
 *
 * <p>Ports {@code check_subprotocols/2} and the token's extraction of {@code
 * lib/phoenix/socket/transport.ex}. Differs in: a token that is no base64 is refused with 403, not
 * an exception.
 */
final class Subprotocols {
  static final String HEADER = "sec-websocket-protocol";

  /** Offered by phoenix.js beside its token, and answered when the client offers it. */
  static final String PHOENIX = "phoenix";

  private static final String TOKEN_PREFIX = "base64url.bearer.phx.";

  private Subprotocols() {}

  /**
   * A request without its token.
   *
   * @param token null if there was none, or more than one
   */
  record Extracted(HttpRequest request, @Nullable String token) {}

  /** Takes the token out of a request; {@code phx} is always the first header line's. */
  static Extracted extractToken(HttpRequest request) throws Refused {
    String header = request.headers().first(HEADER);
    if (header == null) {
      return new Extracted(request, null);
    }
    List<String> others = new ArrayList<>();
    List<String> tokens = new ArrayList<>();
    for (String each : split(header)) {
      (each.startsWith(TOKEN_PREFIX) ? tokens : others).add(each);
    }
    if (tokens.size() != 1) {
      return new Extracted(request, null);
    }
    String token = decode(tokens.getFirst().substring(TOKEN_PREFIX.length()));
    Headers headers = request.headers().without(HEADER);
    return new Extracted(
        request.with(others.isEmpty() ? headers : headers.with(HEADER, String.join(", ", others))),
        token);
  }

  private static String decode(String base64) throws Refused {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new Refused(HttpResponse.empty(403), "auth token that is no base64 of UTF-8");
    }
  }

  /**
   * Picks the first of the server's that the client offers.
   *
   * @param spoken the server's; null to ignore what clients offer
   * @return null if none was offered
   */
  static @Nullable String pick(
      HttpRequest request, @Nullable List<String> spoken, Handshake handshake) throws Refused {
    String header = request.headers().first(HEADER);
    if (header == null || spoken == null) {
      return null;
    }
    List<String> offered = split(header);
    for (String each : spoken) {
      if (offered.contains(each)) {
        return each;
      }
    }
    handshake
        .mount()
        .telemetry()
        .emit(
            new TelemetryEvent.SubprotocolRefused(
                handshake.socket(), offered, help(handshake, offered, spoken)));
    throw new Refused(handshake.mount().refusal(403), null);
  }

  private static List<String> split(String header) {
    return Arrays.stream(header.split(",", -1))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .toList();
  }

  private static String help(Handshake handshake, List<String> offered, List<String> spoken) {
    String first = offered.isEmpty() ? "sip" : Printable.text(offered.getFirst());
    return """
    Refused the %s at %s: it offers the subprotocols [%s], and none of them is spoken here.
    Spoken: [%s]. Either let the client offer one of these or none at all, or speak its own:

        .websocket(o -> o.subprotocols("%s"))
    """
        .formatted(
            handshake.transport(),
            handshake.path(),
            offered.stream().map(Printable::text).collect(Collectors.joining(", ")),
            String.join(", ", spoken),
            first);
  }
}
