package dev.anqa.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.JoinResult;
import dev.anqa.cluster.Cluster;
import dev.anqa.conformance.client.FreePort;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.redis.Redis;
import dev.anqa.redis.RedisServer;
import dev.anqa.serializer.JacksonJson;
import dev.anqa.socket.SocketHandler;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Decision 5: a payload is encoded where it is broadcast, and stays bytes on all other nodes. */
class NotParsedTest {
  /** Counts how often JSON is read or written. */
  private static final class CountingJson implements Json {
    private final Json json = JacksonJson.standard();
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public byte[] write(Object value) {
      calls.incrementAndGet();
      return json.write(value);
    }

    @Override
    public <T> T read(byte[] bytes, int offset, int length, Class<T> type) {
      calls.incrementAndGet();
      return json.read(bytes, offset, length, type);
    }
  }

  private static final class Room implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }
  }

  private final CountingJson jsonHere = new CountingJson();
  private final CountingJson jsonThere = new CountingJson();

  private static PubSub throughJGroups(String name, int port, String peers) {
    return PubSub.builder()
        .adapter(
            Cluster.jgroups()
                .name("not-parsed")
                .nodeName(name)
                .bind("127.0.0.1")
                .port(port)
                .peers(peers.split(","))
                .build())
        .build();
  }

  private static PubSub throughRedis(String name, RedisServer server) {
    return PubSub.builder().adapter(Redis.at(server.url()).nodeName(name).build()).build();
  }

  private static Endpoint start(PubSub pubsub, Json json) {
    return Endpoint.builder()
        .http(0)
        .json(json)
        .pubsub(pubsub)
        .socket("/socket", SocketHandler.anonymous().channel("room:*", Room::new))
        .start();
  }

  private static Phoenix connect(Endpoint endpoint, Vsn vsn) {
    return new Phoenix(
        WsClient.connect(endpoint.port(), "/socket/websocket?vsn=" + vsn.number()), vsn);
  }

  @Test
  void readsNoPayloadWhereItArrivesFromAnotherNode() throws Exception {
    int portHere = FreePort.any();
    int portThere = FreePort.any();
    String peers = "127.0.0.1:" + portHere + ",127.0.0.1:" + portThere;
    try (PubSub here = throughJGroups("here", portHere, peers);
        PubSub there = throughJGroups("there", portThere, peers)) {
      readsNothing(here, there);
    }
  }

  @Test
  void readsNoPayloadWhereItArrivesThroughRedis() {
    try (RedisServer server = RedisServer.start();
        PubSub here = throughRedis("here", server);
        PubSub there = throughRedis("there", server)) {
      readsNothing(here, there);
    }
  }

  private void readsNothing(PubSub pubsubHere, PubSub pubsubThere) {
    try (Endpoint here = start(pubsubHere, jsonHere);
        Endpoint there = start(pubsubThere, jsonThere);
        Phoenix one = connect(there, Vsn.V1);
        Phoenix two = connect(there, Vsn.V2)) {
      await().until(() -> pubsubHere.members().size() == 2);
      await().until(() -> pubsubThere.members().size() == 2);
      one.joined("room:1");
      two.joined("room:1");
      int before = jsonThere.calls.get();
      int sent = 1_000;

      for (int i = 0; i < sent; i++) {
        here.broadcast("room:1", "event", Map.of("number", i)).orThrow();
      }
      for (int i = 0; i < sent; i++) {
        one.expect(Vsn.V1.broadcast("room:1", "event", "{\"number\":" + i + "}"));
        two.expect(Vsn.V2.broadcast("room:1", "event", "{\"number\":" + i + "}"));
      }

      assertThat(jsonThere.calls).hasValue(before);
      assertThat(jsonHere.calls.get()).as("once for each where it began").isEqualTo(sent);
    }
  }
}
