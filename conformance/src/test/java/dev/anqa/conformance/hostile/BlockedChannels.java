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
 * echoes meanwhile. As a program it prints how long the echoes took: {@code BlockedChannels
 * PORT...}, one run for each port.
 */
final class BlockedChannels {
  private static final int CONNECTIONS = 100;
  private static final int CHANNELS = 100;
  private static final int MILLIS = 1000;

  private BlockedChannels() {}

  /**
   * What was seen.
   *
   * @param echoes how long each echo of a bystander took, sorted
   * @param lastReply when the last blocked channel had replied
   */
  record Run(List<Duration> echoes, Duration lastReply) {
    double medianMillis() {
      return echoes.get(echoes.size() / 2).toNanos() / 1e6;
    }

    double worstMillis() {
      return echoes.getLast().toNanos() / 1e6;
    }
  }

  public static void main(String[] args) {
    for (String port : args) {
      Run run = run(Integer.parseInt(port));
      System.out.printf(
          "%d channels block %d ms, all done after %d ms; %d echoes meanwhile: median %.2f ms,"
              + " worst %.2f ms%n",
          CONNECTIONS * CHANNELS,
          MILLIS,
          run.lastReply().toMillis(),
          run.echoes().size(),
          run.medianMillis(),
          run.worstMillis());
    }
  }

  /** Lets 10,000 channels block, echoes until the first of them is done, and awaits them all. */
  static Run run(int port) {
    List<Phoenix> clients =
        IntStream.range(0, CONNECTIONS).mapToObj(i -> joined(port, CHANNELS)).toList();
    try (Phoenix bystander = joined(port, 1)) {
      long start = System.nanoTime();
      for (Phoenix client : clients) {
        for (int i = 0; i < CHANNELS; i++) {
          client.send("room:blocked" + i, "block", "{\"ms\":" + MILLIS + "}");
        }
      }
      List<Duration> echoes = new ArrayList<>();
      while (System.nanoTime() - start < MILLIS * 1_000_000L) {
        long sent = System.nanoTime();
        bystander.expectNothingFrom("room:blocked0");
        echoes.add(Duration.ofNanos(System.nanoTime() - sent));
      }
      for (Phoenix client : clients) {
        for (int i = 0; i < CHANNELS; i++) {
          assertThat(client.next()).contains("\"phx_reply\"", "\"status\":\"ok\"");
        }
        client.close();
      }
      return new Run(
          echoes.stream().sorted().toList(), Duration.ofNanos(System.nanoTime() - start));
    }
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
}
