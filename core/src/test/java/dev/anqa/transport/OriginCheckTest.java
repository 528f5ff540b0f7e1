package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.socket.Params;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code test/phoenix/socket/transport_test.exs} expects of {@code check_origin}. */
final class OriginCheckTest {
  private final Telemetry telemetry = new Telemetry();
  private final List<TelemetryEvent> events = new ArrayList<>();

  OriginCheckTest() {
    telemetry.listen(events::add);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "file://", "null", "", "https://any.com"})
  void passesEverybodyWhenItIsOff(String origin) {
    assertThat(passes(OriginPolicy.off(), origin)).isTrue();
  }

  @Test
  void passesWhoSendsNoOrigin() {
    for (OriginPolicy policy :
        List.of(
            OriginPolicy.urlHost(),
            OriginPolicy.sameAsRequest(),
            OriginPolicy.list("//ok.com"),
            OriginPolicy.deciding(_ -> false))) {
      assertThat(passes(policy, Headers.none())).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://host.com/, true",
    "http://host.com:8080, true",
    "ws://host.com, true",
    "https://user@host.com/path?q, true",
    "https://another.com/, false",
    "https://HOST.com, false",
    "https://a.host.com, false",
    "https://host.com.evil.com, false",
    "host.com, false",
    "null, false",
    "file://, false",
    "'', false"
  })
  void comparesWithTheHostOfTheUrl(String origin, boolean passes) {
    assertThat(passes(OriginPolicy.urlHost(), origin)).isEqualTo(passes);
  }

  @ParameterizedTest
  @CsvSource({
    "https://org1.ex.com, true",
    "http://org1.ex.com, true",
    "https://ex.com, true",
    "https://a.b.ex.com, true",
    "https://org1.prefix-ex.com, false",
    "https://evilex.com, false",
    "https://ex.com.evil.com, false",
    "https://org1.EX.com, false"
  })
  void takesAWildcardForTheHostAndAllBelow(String origin, boolean passes) {
    assertThat(passes(OriginPolicy.list("https://*.ex.com", "http://*.ex.com"), origin))
        .isEqualTo(passes);
  }

  @ParameterizedTest
  @CsvSource({
    "http://org1.foo.example.com, true",
    "http://foo.example.com, true",
    "http://bad.example.com, false",
    "http://org1.prefix-foo.example.com, false",
    "http://org1.bar.example.com, false"
  })
  void takesAWildcardAtItsPlaceOnly(String origin, boolean passes) {
    assertThat(passes(OriginPolicy.list("http://*.foo.example.com"), origin)).isEqualTo(passes);
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.com, true",
    "https://example.com, true",
    "https://example.com:8443, true",
    "http://scheme.com, true",
    "https://scheme.com, false",
    "http://scheme.com:8080, false",
    "http://port.com:81, true",
    "https://port.com:81, true",
    "http://port.com:82, false",
    "http://port.com, false",
    "http://org1.example.com, false",
    "http://unlisted.com, false",
    "https://ok.com, true",
    "https://ok.com:443, true",
    "https://ok.com:8443, false"
  })
  void comparesWithAList(String origin, boolean passes) {
    OriginPolicy policy =
        OriginPolicy.list("//example.com", "http://scheme.com", "//port.com:81", "https://ok.com/");
    assertThat(passes(policy, origin)).isEqualTo(passes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file://", "null", "", "localhost"})
  void refusesOriginsWithoutAHostAndShowsThem(String origin) {
    assertThat(passes(OriginPolicy.list("//ex.com"), origin)).isFalse();
    assertThat(passes(OriginPolicy.urlHost(), origin)).isFalse();

    assertThat(events)
        .hasSize(2)
        .allSatisfy(
            event -> assertThat(((TelemetryEvent.OriginRefused) event).origin()).isEqualTo(origin));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file://", "null", ""})
  void asksTheApplicationAboutOriginsWithoutAHostToo(String text) {
    List<Origin> asked = new ArrayList<>();

    assertThat(passes(OriginPolicy.deciding(asked::add), text)).isTrue();
    assertThat(asked).extracting(Origin::text).containsExactly(text);
    assertThat(asked.getFirst().host()).isIn(null, "");
    assertThat(passes(OriginPolicy.deciding(_ -> false), text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http, example.com, http://example.com, true",
    "http, example.com, http://example.com:80, true",
    "http, example.com, https://example.com, false",
    "http, example.com, ws://example.com, false",
    "http, example.com, wss://example.com, false",
    "http, example.com, http://www.example.com, false",
    "http, example.com, http://other.com, false",
    "https, example.com, https://example.com, true",
    "https, example.com, http://example.com, false",
    "https, example.com, https://example.com:4000, false",
    "http, example.com:4000, http://example.com:4000, true",
    "http, [::1]:4000, http://[::1]:4000, true",
    "http, example.com, null, false"
  })
  void comparesWithTheRequest(String scheme, String host, String origin, boolean passes) {
    Handshake handshake =
        handshake(
            OriginPolicy.sameAsRequest(),
            Requests.get("/").scheme(scheme).header("host", host).header("origin", origin).build());
    assertThat(passes(handshake)).isEqualTo(passes);
  }

  @Test
  void refusesTwoOrigins() {
    Headers two = Headers.of("origin", "https://host.com").with("origin", "https://host.com");

    assertThat(passes(OriginPolicy.urlHost(), two)).isFalse();
    assertThat(passes(OriginPolicy.deciding(_ -> true), two)).isFalse();
  }

  @Test
  void tellsTheDeveloperWhatToWrite() {
    assertThat(passes(OriginPolicy.urlHost(), "http://127.0.0.1:8080")).isFalse();

    assertThat(events)
        .containsExactly(
            new TelemetryEvent.OriginRefused(
                "UserSocket",
                "http://127.0.0.1:8080",
                """
                Refused the websocket at /socket: its origin http://127.0.0.1:8080 is not allowed.
                Allowed: host host.com (the endpoint's own). Either open the page from there, or \
                allow this one:

                    .websocket(o -> o.checkOrigin("http://127.0.0.1:8080"))
                """));
  }

  @Test
  void showsNothingThatCouldActOnATerminal() {
    assertThat(passes(OriginPolicy.urlHost(), "http://\"\u001b[2J\\" + "x".repeat(1_000)))
        .isFalse();

    TelemetryEvent.OriginRefused event = (TelemetryEvent.OriginRefused) events.getFirst();
    assertThat(event.origin()).startsWith("http://??[2J?x").hasSize(203).endsWith("x...");
    assertThat(event.help()).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ok.com", "", "https://", "null"})
  void takesNoEntryWithoutAHost(String entry) {
    assertThatThrownBy(() -> OriginPolicy.list(entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("checkOrigin: \"" + entry + "\"")
        .hasMessageContaining("//another.com:888");
  }

  @Test
  void takesNoEmptyList() {
    assertThatThrownBy(() -> OriginPolicy.list())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
  }

  private boolean passes(OriginPolicy policy, String origin) {
    return passes(policy, Headers.received(List.of(Map.entry("origin", origin))));
  }

  private boolean passes(OriginPolicy policy, Headers headers) {
    return passes(handshake(policy, Requests.get("/").headers(headers).build()));
  }

  private static boolean passes(Handshake handshake) {
    Interception interception = OriginCheck.here().intercept(handshake);
    return switch (interception) {
      case Interception.Proceed _ -> true;
      case Interception.Answered(HttpResponse response) -> {
        assertThat(response).isEqualTo(HttpResponse.empty(403));
        yield false;
      }
    };
  }

  private Handshake handshake(OriginPolicy policy, HttpRequest request) {
    return Requests.mount("/socket", policy, telemetry).uncounted(request, new Params(Map.of()));
  }
}
