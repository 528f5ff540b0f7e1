package dev.anqa.conformance.wire;

import dev.anqa.conformance.client.Dialect;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.TransportContract;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The channel that benchmarks drive, {@code bench:*} at {@code /bench}. */
@TransportContract
class BenchChannelTest {
  private final RunningLab lab;
  private final Dialect dialect;
  @AutoClose private final Phoenix client;
  private final String topic = Phoenix.room().replace("room", "bench");

  BenchChannelTest(Dialect dialect, RunningLab lab) {
    this.lab = lab;
    this.dialect = dialect;
    this.client = lab.connect("/bench", dialect);
    client.joined(topic);
  }

  @Test
  void echoes() {
    Sent echo = client.send(topic, "echo", "{\"n\":1}");
    client.expect(echo.ok("{\"n\":1}"));
  }

  @Test
  void broadcastsWithoutAReply() {
    try (Phoenix other = lab.connect("/bench", dialect)) {
      other.joined(topic);
      client.send(topic, "broadcast", "{\"n\":1}");
      client.expect(client.vsn().broadcast(topic, "broadcast", "{\"n\":1}"));
      other.expect(client.vsn().broadcast(topic, "broadcast", "{\"n\":1}"));
      client.expectNothingFrom(topic);
    }
  }
}
