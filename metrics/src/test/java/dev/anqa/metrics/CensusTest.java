package dev.anqa.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.inspect.Census;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.SocketHandler;
import dev.anqa.testkit.TestEndpoint;
import dev.anqa.testkit.TestSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a look at a node sees. */
final class CensusTest {
  private final List<Census> taken = new ArrayList<>();

  private final class Room implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      for (int i = 0; i < Integer.parseInt(event); i++) {
        socket.sendSelf("wait");
      }
      taken.add(Census.take(endpoint.sessions(), () -> 7));
      return HandleResult.noReply();
    }

    @Override
    public void handleInfo(Object message, ChannelSocket socket) {}
  }

  private final TestEndpoint endpoint =
      TestEndpoint.of(SocketHandler.anonymous().channel("room:*", Room::new));

  @Test
  void countsConnectionsChannelsAndWhatWaits() {
    TestSocket first = endpoint.connect();
    TestSocket second = endpoint.client().transport("longpoll").connect();
    first.join("room:a");
    second.join("room:a").push("0");
    first.join("room:b").push("3");

    assertThat(taken.getLast())
        .isEqualTo(
            new Census(
                7,
                Map.of(
                    new Census.Key("AnonymousSocket", "websocket"), 1,
                    new Census.Key("AnonymousSocket", "longpoll"), 1),
                Map.of(new Census.Key("AnonymousSocket", "room:*"), new Census.Channels(3, 3, 3))));
  }
}
