package dev.anqa.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.socket.ConnectInfo;
import dev.anqa.socket.ConnectRequest;
import dev.anqa.socket.ConnectResult;
import dev.anqa.socket.SocketHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What connect sees, and what it decides. */
final class TestClientTest {
  private final TestEndpoint endpoint = Room.endpoint(new Room.Ends()).build();

  @Test
  void connectsWhoIsAccepted() {
    assertThat(endpoint.connect(Map.of("token", "ann")).id()).isEqualTo("users:ann");
    assertThat(endpoint.client(SocketHandler.anonymous()).connect().id()).isNull();
    assertThat(endpoint.sessions().count()).isEqualTo(2);
  }

  @Test
  void saysWhyItWasRefused() {
    assertThatThrownBy(endpoint::connect)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "connect of UserSocket refused: no token (expected: accepted)."
                + " It saw the params {vsn=2.0.0}.");
    assertThatThrownBy(() -> endpoint.connect(Map.of("token", "bad")))
        .hasMessage(
            "connect of UserSocket refused (expected: accepted)."
                + " It saw the params {vsn=2.0.0, token=bad}.");
  }

  @Test
  void saysWhatConnectThrew() {
    TestClient client = endpoint.client().param("token", "boom");

    assertThatThrownBy(client::connect)
        .isInstanceOf(AssertionError.class)
        .hasMessage("connect of UserSocket threw: java.lang.IllegalStateException: no database")
        .hasRootCauseMessage("no database");
    assertThatThrownBy(client::assertRefused).hasRootCauseMessage("no database");
  }

  @Test
  void assertsThatItIsRefused() {
    assertThat(endpoint.client().assertRefused()).hasValue("no token");
    assertThat(endpoint.client().param("token", "bad").assertRefused()).isEmpty();
    assertThatThrownBy(() -> endpoint.client().param("token", "ann").assertRefused())
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "connect of UserSocket accepted (expected: refused)."
                + " It saw the params {vsn=2.0.0, token=ann}.");
  }

  @Test
  void connectsWithoutAskingConnect() {
    TestSocket socket = endpoint.connected("users:7", Map.of("user", 7));

    assertThat(socket.id()).isEqualTo("users:7");
    assertThat(socket.join("room:a").assigns().asMap())
        .isEqualTo(Map.of("user", 7, "kind", "room"));
    assertThat(endpoint.connected(null, Map.of()).id()).isNull();
  }

  @Test
  void showsParamsAsAQueryWould() {
    ConnectRequest seen =
        seen(client ->
            client
                .param("user_id", 7)
                .params(Map.of("tags", List.of(1, true), "a", Map.of("b", Map.of("c", 1.5)))));

    assertThat(seen.params().asMap())
        .isEqualTo(
            Map.of(
                "vsn",
                "2.0.0",
                "user_id",
                "7",
                "tags",
                List.of("1", "true"),
                "a",
                Map.of("b", Map.of("c", "1.5"))));
    assertThat(seen.transport()).isEqualTo("websocket");
  }

  @Test
  void showsNoConnectInfoByDefault() {
    ConnectInfo info = seen(client -> {}).info();

    assertThat(info.peer().getAddress().isLoopbackAddress()).isTrue();
    assertThat(info.peer().getPort()).isEqualTo(50_000);
    assertThat(info)
        .isEqualTo(
            new ConnectInfo(info.peer(), null, null, null, null, null, null, null, null, Map.of()));
  }

  @Test
  void showsTheConnectInfoOfTheTest() {
    InetSocketAddress peer = InetSocketAddress.createUnresolved("client", 1);
    URI uri = URI.create("https://example.com/socket");
    ConnectRequest seen =
        seen(client ->
            client
                .transport("longpoll")
                .peer(peer)
                .uri(uri)
                .userAgent("Netscape")
                .header("X-Real-IP", "::1")
                .header("x-more", "1")
                .header("traceparent", "00-1")
                .header("Sec-WebSocket-Version", "13")
                .authToken("secret")
                .session(Map.of("user_id", 7))
                .attachment("tenant", "acme"));

    assertThat(seen.transport()).isEqualTo("longpoll");
    assertThat(seen.info())
        .isEqualTo(
            new ConnectInfo(
                peer,
                null,
                uri,
                "Netscape",
                List.of(Map.entry("x-real-ip", "::1"), Map.entry("x-more", "1")),
                List.of(Map.entry("traceparent", "00-1")),
                List.of(Map.entry("sec-websocket-version", "13")),
                "secret",
                Map.of("user_id", 7),
                Map.of("tenant", "acme")));
  }

  @Test
  void refusesHeadersThatNoMountShows() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> endpoint.client().header("Cookie", "a=b"))
        .withMessageStartingWith("header: \"Cookie\" (expected: x-…, ");
  }

  private ConnectRequest seen(Consumer<TestClient> change) {
    List<ConnectRequest> seen = new ArrayList<>();
    TestClient client =
        endpoint.client(
            SocketHandler.connecting(
                "Spy",
                request -> {
                  seen.add(request);
                  return ConnectResult.ok();
                }));
    change.accept(client);
    client.connect();
    return seen.getFirst();
  }
}
