package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.SharedLab;
import dev.anqa.conformance.client.Vsn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The seed's application, {@code numbers:*}. */
@ParameterizedClass
@EnumSource(Vsn.class)
@ExtendWith(SharedLab.class)
class NumbersChannelTest {
  @AutoClose private final Phoenix client;

  NumbersChannelTest(Vsn vsn, RunningLab lab) {
    this.client = lab.connect(vsn);
  }

  @ParameterizedTest
  @CsvSource({"numbers:positive,1", "numbers:negative,-1"})
  void pushesNumbersInOneDirection(String topic, int direction) {
    Sent join = client.joined(topic);
    long first = nextNumber(join);
    long second = nextNumber(join);
    long third = nextNumber(join);
    assertThat(Long.signum(second - first)).isEqualTo(direction);
    assertThat(Long.signum(third - second)).isEqualTo(direction);
  }

  @ParameterizedTest
  @ValueSource(strings = {"numbers:imaginary", "numbers:", "numbers:positive2"})
  void refusesOtherTypes(String topic) {
    Sent join = client.join(topic);
    client.expect(join.error("{\"reason\":\"unmatched topic\"}"));
  }

  @Test
  void servesBothStreamsOnOneConnection() {
    client.joined("numbers:positive");
    Sent second = client.join("numbers:negative");
    String frames = client.next() + client.next() + client.next();
    assertThat(frames).contains(second.ok()).contains("\"update\"");
  }

  private long nextNumber(Sent join) {
    String frame = client.next();
    String payload = frame.substring(frame.indexOf("{\"number\""), frame.indexOf('}') + 1);
    assertThat(frame).isEqualTo(join.push("update", payload));
    return Json.parse(payload).path("number").asLong();
  }
}
