package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import dev.anqa.conformance.client.Vsn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What {@code connect} sees of the request: spec sections 3.1 and 3.6. */
@ExtendWith(SharedLab.class)
class ConnectInfoTest {
  private final RunningLab lab;

  ConnectInfoTest(RunningLab lab) {
    this.lab = lab;
  }

  /** Row 13. */
  @Test
  void hasTheHeadersThatBeginWithX() {
    JsonNode seen =
        whoami(
            "/socket/websocket?vsn=2.0.0",
            "X-Application: Phoenix",
            "x-two: 2",
            "y-other: no",
            "user-agent: foo/1.0");
    assertThat(Json.canonical(seen.path("x_headers")))
        .isEqualTo("{\"x-application\":\"Phoenix\",\"x-two\":\"2\"}");
  }

  /** Row 18. */
  @Test
  void hasTheUserAgent() {
    assertThat(whoami("/socket/websocket?vsn=2.0.0", "user-agent: foo/1.0").path("user_agent"))
        .hasToString("\"foo/1.0\"");
    assertThat(whoami("/socket/websocket?vsn=2.0.0").path("user_agent").isNull()).isTrue();
  }

  /** Row 17. */
  @Test
  void hasTheUri() {
    String uri = whoami("/socket/websocket?vsn=2.0.0&a=b").path("uri").toString();
    assertThat(uri).contains("127.0.0.1", "/socket/websocket", "vsn=2.0.0&a=b");
  }

  /** Row 14. */
  @Test
  void hasTheWebSocketHeaders() {
    JsonNode seen =
        whoami(
            "/auth/websocket?vsn=2.0.0",
            "sec-websocket-protocol: phoenix, foo",
            "sec-websocket-extensions: x-some-extension");
    JsonNode headers = seen.path("sec_websocket_headers");
    assertThat(headers.path("sec-websocket-protocol").asString()).isEqualTo("phoenix, foo");
    assertThat(headers.path("sec-websocket-extensions").asString()).isEqualTo("x-some-extension");
    assertThat(headers.path("sec-websocket-version").asString()).isEqualTo("13");
  }

  /** Spec section 3.6: what a mount does not list is not there. */
  @Test
  void hasNothingThatItsMountDoesNotList() {
    assertThat(whoami("/socket/websocket?vsn=2.0.0", "x-a: b").propertyNames())
        .containsExactlyInAnyOrder("params", "uri", "user_agent", "x_headers");
    assertThat(whoami("/auth/websocket?vsn=2.0.0", "x-a: b").propertyNames())
        .containsExactlyInAnyOrder("params", "auth_token", "sec_websocket_headers");
    assertThat(whoami("/bench/websocket?vsn=2.0.0", "x-a: b").propertyNames())
        .containsExactly("params");
  }

  /** Row 51, here with vsn as it is a parameter like any other. */
  @Test
  void comesWithTheParametersOfTheQuery() {
    JsonNode params =
        whoami("/socket/websocket?key=value&vsn=2.0.0&a%20b=c+d&u=%C3%BC&empty=&twice=1&twice=2")
            .path("params");
    assertThat(Json.canonical(params))
        .isEqualTo(
            "{\"a b\":\"c d\",\"empty\":\"\",\"key\":\"value\",\"twice\":\"2\","
                + "\"u\":\"ü\",\"vsn\":\"2.0.0\"}");
  }

  /** Rows 54 and 55: variables of both paths. */
  @Test
  void comesWithTheVariablesOfThePath() {
    JsonNode params = whoami("/p/123/x/456?key=value&vsn=2.0.0").path("params");
    assertThat(Json.canonical(params))
        .isEqualTo("{\"a\":\"123\",\"b\":\"456\",\"key\":\"value\",\"vsn\":\"2.0.0\"}");
  }

  /** Spec section 3.1: a variable overrides a query parameter of its name, and is decoded. */
  @Test
  void prefersTheVariablesOfThePath() {
    JsonNode params = whoami("/p/1%202/x/%C3%BC?a=query&vsn=2.0.0").path("params");
    assertThat(Json.canonical(params)).isEqualTo("{\"a\":\"1 2\",\"b\":\"ü\",\"vsn\":\"2.0.0\"}");
  }

  private JsonNode whoami(String path, String... headers) {
    try (Phoenix client = new Phoenix(lab.open(path, headers), Vsn.V2)) {
      String room = Phoenix.room();
      client.joined(room);
      client.send(room, "whoami");
      return Json.parse(client.next()).path(4).path("response");
    }
  }
}
