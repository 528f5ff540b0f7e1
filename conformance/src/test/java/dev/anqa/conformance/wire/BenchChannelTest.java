package dev.anqa.conformance.wire;

import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.SharedLab;
import dev.anqa.conformance.client.Vsn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The channel that benchmarks drive, {@code bench:*} at {@code /bench}. */
@ParameterizedClass
@EnumSource(Vsn.class)
@ExtendWith(SharedLab.class)
class BenchChannelTest {
  private final RunningLab lab;
  @AutoClose private final Phoenix client;
  private final String topic = Phoenix.room().replace("room", "bench");

  BenchChannelTest(Vsn vsn, RunningLab lab) {
    this.lab = lab;
    this.client = lab.connect("/bench", vsn);
    client.joined(topic);
  }

  @Test
  void echoes() {
    Sent echo = client.send(topic, "echo", "{\"n\":1}");
    client.expect(echo.ok("{\"n\":1}"));
  }

  @Test
  void broadcastsWithoutAReply() {
    try (Phoenix other = lab.connect("/bench", client.vsn())) {
      other.joined(topic);
      client.send(topic, "broadcast", "{\"n\":1}");
      client.expect(client.vsn().broadcast(topic, "broadcast", "{\"n\":1}"));
      other.expect(client.vsn().broadcast(topic, "broadcast", "{\"n\":1}"));
      client.expectNothingFrom(topic);
    }
  }
}
