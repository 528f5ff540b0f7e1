package dev.anqa.conformance;

import dev.anqa.Endpoint;
import dev.anqa.channel.SlowPolicy;
import dev.anqa.limits.Cap;
import dev.anqa.limits.Limit;
import dev.anqa.presence.Presence;
import dev.anqa.socket.SocketHandler;
import dev.anqa.socket.SocketLimits;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
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
  private static final String HANDSHAKE =
      """
      GET /bench/websocket?vsn=2.0.0 HTTP/1.1
      Host: localhost
      Connection: Upgrade
      Upgrade: websocket
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13

      """
          .replace("\n", "\r\n");

  private static final String JOIN = "[\"1\",\"1\",\"bench:room\",\"phx_join\",{}]";

  private final List<Socket> stalled = new ArrayList<>();
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

  /** Plain sockets, so that what is on the heap is the node's, and what else waits the system's. */
  private void stall(int count) throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    sent.writeBytes(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
    sent.write(0x81); // A text, whole.
    sent.write(0x80 | JOIN.length());
    sent.writeBytes(new byte[4]); // A mask of zeros.
    sent.writeBytes(JOIN.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < count; i++) {
      Socket client = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
      client.getOutputStream().write(sent.toByteArray());
      stalled.add(client);
    }
    System.out.println("STALLED " + stalled.size());
  }

  private void release() throws IOException {
    for (Socket client : stalled) {
      client.close();
    }
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
}
