package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.SocketHandler;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where callbacks begin; without this, nothing would say if it was not where it should be. */
final class CarriedCallbacksTest {
  /** The JVM's options decide, and the suite is run both ways. */
  private static final boolean OPEN =
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .anyMatch(option -> option.startsWith("--add-opens=java.base/java.lang="));

  private static final class Telling implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      return HandleResult.ok(Map.of("thread", Thread.currentThread().toString()));
    }
  }

  @Test
  void callbacksBeginOnTheEventLoopWhereTheJvmLetsThemUnlessTheyCompute() {
    SocketHandler socket =
        SocketHandler.anonymous().computing("computing", Telling::new).channel("*", Telling::new);
    try (Endpoint endpoint =
            Endpoint.builder().http(0, o -> o.host("127.0.0.1")).socket("/s", socket).start();
        Phoenix client = connect(endpoint)) {
      client.joined("computing");
      client.joined("usual");

      // New code begins elsewhere for a second.
      await().until(() -> thread(client, "usual").contains(OPEN ? "@anqa-loop-" : "@ForkJoinPool"));
      assertThat(thread(client, "computing")).contains("@ForkJoinPool");
    }
  }

  private static String thread(Phoenix client, String topic) {
    client.send(topic, "thread");
    return client.next();
  }

  private static Phoenix connect(Endpoint endpoint) {
    return new Phoenix(WsClient.connect(endpoint.port(), "/s/websocket?vsn=2.0.0"), Vsn.V2);
  }
}
