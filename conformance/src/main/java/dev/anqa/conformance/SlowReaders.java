package dev.anqa.conformance;

import dev.anqa.Endpoint;
import dev.anqa.channel.SlowPolicy;
import dev.anqa.limits.Cap;
import dev.anqa.limits.Limit;
import dev.anqa.presence.Presence;
import dev.anqa.socket.SocketHandler;
import dev.anqa.socket.SocketLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A node to measure what clients that do not read cost those that do; run by hand.
 *
 * <p>Prints {@code READY <port>}. A line {@code stall N} on its input has N clients join {@code
 * bench:room} and read nothing, {@code release} cuts them off again; {@code pending} prints what
 * waits for all clients in bytes, and the heap in use after a collection. A load generator drives
 * {@code /bench/websocket} meanwhile.
 */
final class SlowReaders {
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<WebSocket> stalled = new ArrayList<>();
  private final Endpoint endpoint;

  private SlowReaders(int port) {
    SocketLimits limits =
        SocketLimits.standard().joinsPerSecond(Cap.off()).messagesPerSecond(Cap.off());
    Presence presence = Presence.builder().build();
    endpoint =
        Endpoint.builder()
            .http(port, o -> o.host("127.0.0.1"))
            .noLog()
            .presence(presence)
            .limits(l -> l.handshakesPerSecondPerAddress(Cap.off()).handshakesPerSecond(Cap.off()))
            .socket(
                "/bench",
                SocketHandler.anonymous()
                    .channel("bench:*", () -> new BenchChannel(presence))
                    .whenSlow("bench:*", SlowPolicy.dropOldest())
                    .limits(limits),
                m -> m.websocket(w -> w.maxPendingBytes(1 << 20)))
            .start();
  }

  static void main(String... args) throws IOException {
    SlowReaders node = new SlowReaders(args.length > 0 ? Integer.parseInt(args[0]) : 0);
    System.out.println("READY " + node.endpoint.port());
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
          case "stall" -> node.stall(Integer.parseInt(words[1]));
          case "release" -> node.release();
          default -> node.showPending();
        }
      }
    } finally {
      node.endpoint.close();
    }
  }

  private void stall(int count) {
    URI uri = URI.create("ws://127.0.0.1:" + endpoint.port() + "/bench/websocket?vsn=2.0.0");
    for (int i = 0; i < count; i++) {
      WebSocket client = http.newWebSocketBuilder().buildAsync(uri, new Stalled()).join();
      client.sendText("[\"1\",\"1\",\"bench:room\",\"phx_join\",{}]", /* last= */ true).join();
      stalled.add(client);
    }
    System.out.println("STALLED " + stalled.size());
  }

  private void release() {
    stalled.forEach(WebSocket::abort);
    stalled.clear();
    System.out.println("STALLED 0");
  }

  private void showPending() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    Limit pending = endpoint.limits().find("pending bytes of all connections", "").orElseThrow();
    System.out.println(
        "PENDING "
            + pending.value().orElse(-1)
            + " HEAP "
            + (runtime.totalMemory() - runtime.freeMemory()));
  }

  /** Asks for nothing, so nothing is read. */
  private static final class Stalled implements WebSocket.Listener {
    @Override
    public void onOpen(WebSocket webSocket) {}
  }
}
