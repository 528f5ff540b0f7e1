package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.SharedLab;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.limits.LimitMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Lab has limits, and what checks do to it does not meet them. */
@ExtendWith(SharedLab.class)
final class LabLimitsTest {
  private final RunningLab lab;

  LabLimitsTest(RunningLab lab) {
    this.lab = lab;
  }

  @Test
  void letsFiveHundredHandshakesASecondPass() {
    for (int i = 0; i < 1_500; i++) {
      try (WsClient client = lab.open("/socket/websocket?vsn=2.0.0")) {
        assertThat(client.handshake().status()).isEqualTo(101);
      }
    }
  }

  @Test
  void letsTwoHundredPipelinedMessagesPass() {
    try (Phoenix client = lab.connect(Vsn.V2)) {
      String room = Phoenix.room();
      client.joined(room);
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Sent echo = client.send(room, "echo");
        answers.add(echo.ok());
      }
      client.expect(answers.toArray(String[]::new));
    }
  }

  @Test
  void enforcesLimitsAllTheSame() {
    assertThat(lab.limits().all())
        .filteredOn(limit -> limit.scope().isEmpty() || limit.scope().equals("/socket"))
        .hasSizeGreaterThan(10)
        .allSatisfy(limit -> assertThat(limit.cap().mode()).isEqualTo(LimitMode.ENFORCE));
  }
}
