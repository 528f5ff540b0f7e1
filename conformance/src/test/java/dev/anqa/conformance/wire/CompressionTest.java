package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.conformance.client.WsFrame;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** permessage-deflate: spec section 3.7, rows R44 and R45, RFC 7692. */
@ExtendWith(SharedLab.class)
class CompressionTest {
  private static final String OFFER = "sec-websocket-extensions: permessage-deflate";

  private final RunningLab lab;

  CompressionTest(RunningLab lab) {
    this.lab = lab;
  }

  /** Row R45. */
  @ParameterizedTest
  @ValueSource(strings = {"/socket", "/raw", "/bench", "/sub"})
  void isNotNegotiatedWhereItIsOff(String mount) {
    try (WsClient client = lab.open(mount + "/websocket", OFFER)) {
      assertThat(client.handshake().header("sec-websocket-extensions")).isNull();
    }
  }

  /** A client that negotiated nothing may not compress, wherever it is. */
  @ParameterizedTest
  @ValueSource(strings = {"/raw", "/rawdeflate"})
  void isNotForClientsThatDidNotOfferIt(String mount) {
    try (WsClient client = lab.open(mount + "/websocket")) {
      client.send(WsFrame.text("hello").withRsv(4));
      client.expectClosed(1002);
    }
  }
}
