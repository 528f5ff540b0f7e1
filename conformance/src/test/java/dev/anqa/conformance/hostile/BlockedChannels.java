package dev.anqa.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Many channels that all block their thread within {@code synchronized} at once, and a client that
 * echoes meanwhile. As a program it prints how long the echoes took: {@code BlockedChannels PORT}.
 */
final class BlockedChannels {
  private static final int CONNECTIONS = 100;
  private static final int CHANNELS = 100;
  private static final int MILLIS = 1000;

  private BlockedChannels() {}

  public static void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    List<Duration> calm = echoes(port, 200);
    List<Duration> blocked = echoesWhileBlocked(port);
    System.out.printf(
        "%d channels block %d ms: echo median %.1f ms, worst %.1f ms of %d; calm median %.1f ms%n",
        CONNECTIONS * CHANNELS,
        MILLIS,
        median(blocked),
        blocked.getLast().toNanos() / 1e6,
        blocked.size(),
        median(calm));
  }

  /** The times of a bystander's echoes while 10,000 channels block, sorted. */
  static List<Duration> echoesWhileBlocked(int port) {
    List<Phoenix> clients =
        IntStream.range(0, CONNECTIONS).mapToObj(i -> joined(port, CHANNELS)).toList();
    for (Phoenix client : clients) {
      for (int i = 0; i < CHANNELS; i++) {
        client.send("room:blocked" + i, "block", "{\"ms\":" + MILLIS + "}");
      }
    }
    List<Duration> times = echoes(port, 40);
    for (Phoenix client : clients) {
      for (int i = 0; i < CHANNELS; i++) {
        assertThat(client.next()).contains("\"phx_reply\"", "\"status\":\"ok\"");
      }
      client.close();
    }
    return times;
  }

  private static Phoenix joined(int port, int channels) {
    Phoenix client = new Phoenix(WsClient.connect(port, "/bench/websocket?vsn=2.0.0"), Vsn.V2);
    for (int i = 0; i < channels; i++) {
      client.join("room:blocked" + i);
    }
    for (int i = 0; i < channels; i++) {
      assertThat(client.next()).contains("\"status\":\"ok\"");
    }
    return client;
  }

  private static List<Duration> echoes(int port, int count) {
    List<Duration> times = new ArrayList<>();
    try (Phoenix client = joined(port, 1)) {
      for (int i = 0; i < count; i++) {
        long start = System.nanoTime();
        client.expectNothingFrom("room:blocked0");
        times.add(Duration.ofNanos(System.nanoTime() - start));
      }
    }
    return times.stream().sorted().toList();
  }

  private static double median(List<Duration> sorted) {
    return sorted.get(sorted.size() / 2).toNanos() / 1e6;
  }
}
