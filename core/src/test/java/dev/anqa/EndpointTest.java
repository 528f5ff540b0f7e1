package dev.anqa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EndpointTest {
  static final String HANDSHAKE =
      """
      GET %s HTTP/1.1
      Host: localhost
      Connection: Upgrade
      Upgrade: websocket
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13

      """;

  @Test
  void acceptsAWebSocket() throws Exception {
    SpySocket spy = new SpySocket();
    try (Endpoint endpoint =
            Endpoint.builder()
                .http(0, o -> o.host("127.0.0.1"))
                .noLog()
                .socket("/socket", spy)
                .start();
        RawHttp client = new RawHttp(endpoint.port())) {
      RawHttp.Answer answer = client.send(HANDSHAKE.formatted("/socket/websocket?a=b")).readHead();

      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("upgrade")).isEqualTo("websocket");
      assertThat(answer.header("connection")).isEqualTo("Upgrade");
      assertThat(answer.header("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      assertThat(spy.connects.take().params().asMap()).containsOnly(java.util.Map.entry("a", "b"));

      client.send(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'});
      assertThat(client.readBytes(4)).containsExactly(0x81, 2, 'h', 'i');
    }
  }
}
