package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.JoinResult;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.SocketHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** This JVM lets event loops carry callbacks; without this, nothing would say if they did not. */
final class CarriedCallbacksTest {
  private final CompletableFuture<String> before = new CompletableFuture<>();
  private final CompletableFuture<String> after = new CompletableFuture<>();

  private final class Telling implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) throws Exception {
      before.complete(Thread.currentThread().toString());
      // Blocks: gives the loop back, and gets it again.
      new CompletableFuture<String>().completeOnTimeout("", 1, TimeUnit.MILLISECONDS).get();
      after.complete(Thread.currentThread().toString());
      return JoinResult.ok();
    }
  }

  @Test
  void callbacksAreVirtualThreadsThatTheEventLoopCarries() throws Exception {
    SocketHandler socket = SocketHandler.anonymous().channel("*", Telling::new);
    try (Endpoint endpoint =
            Endpoint.builder().http(0, o -> o.host("127.0.0.1")).socket("/s", socket).start();
        HttpClient client = HttpClient.newHttpClient()) {
      WebSocket connection =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + endpoint.port() + "/s/websocket?vsn=2.0.0"),
                  new WebSocket.Listener() {})
              .join();
      connection.sendText("[\"1\",\"1\",\"t\",\"phx_join\",{}]", true).join();

      assertThat(before.get(10, TimeUnit.SECONDS)).contains("VirtualThread", "@anqa-loop-");
      assertThat(after.get(10, TimeUnit.SECONDS)).contains("VirtualThread", "@anqa-loop-");
      connection.abort();
    }
  }
}
