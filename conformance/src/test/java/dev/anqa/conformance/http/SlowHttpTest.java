package dev.anqa.conformance.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.Program;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.SocketHandler;
import dev.anqa.transport.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * {@code slowhttptest} against short time limits: clients that send headers or bodies, or read
 * answers, as slowly as they like are cut at the limit, and others work on meanwhile. Isolated, for
 * its limits are short.
 */
@Isolated
class SlowHttpTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** How long the attackers hold on, in seconds: much longer than the limit. */
  private static final String PATIENCE = "20";

  /**
   * Until when all must be closed, in seconds that the attacker counts: 2 to 4 where there is
   * little other work, of which it takes 1 to connect; the rest is for a machine with more.
   */
  private static final int CLOSED_WITHIN = 10;

  private static final int ATTACKERS = 150;
  private static final int CLIENTS = 100;

  /** More than the buffers of the system hold between two sockets. */
  private static final byte[] LARGE = new byte[16 << 20];

  /** Of five ticks. */
  private static final int ANSWERS_PER_SECOND = 2;

  private static final Pattern END = Pattern.compile("Test ended on (\\d+)th second");
  private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");

  /** Ticks, and answers with what it was sent. */
  private static final class Echo implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      socket.sendSelfEvery(Duration.ofMillis(200), "tick");
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      return HandleResult.ok(payload);
    }

    @Override
    public void handleInfo(Object message, ChannelSocket socket) {
      socket.push("tick", Payload.empty());
    }
  }

  private static Endpoint start() {
    return Endpoint.builder()
        .http(
            0,
            o -> o.host("127.0.0.1").handshakeTimeout(LIMIT).bodyTimeout(LIMIT).idleTimeout(LIMIT))
        .noLog()
        .socket("/socket", SocketHandler.anonymous().channel("room:*", Echo::new))
        .handler("/large", _ -> HttpResponse.of(200, "text/plain", LARGE))
        .handler("/*", _ -> HttpResponse.text(200, "ok"))
        .start();
  }

  @Test
  void cutsSlowClientsWhileOthersWorkOn() throws Exception {
    try (Endpoint endpoint = start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String url = "http://127.0.0.1:" + endpoint.port() + "/";
      AtomicBoolean over = new AtomicBoolean();
      CountDownLatch served = new CountDownLatch(CLIENTS);
      List<Future<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(new Client(endpoint.port(), served, over)));
      }
      long start;
      try {
        assertThat(served.await(30, TimeUnit.SECONDS)).as("all clients are served").isTrue();
        start = System.nanoTime();
        List<Future<Ending>> attacks =
            List.of(
                threads.submit(() -> attack("-H", "-i", "1", "-x", "24", "-u", url)),
                threads.submit(
                    () -> attack("-B", "-i", "1", "-s", "8192", "-t", "POST", "-u", url)),
                threads.submit(() ->
                    attack(
                        "-X",
                        "-w",
                        "1",
                        "-y",
                        "16",
                        "-n",
                        "1",
                        "-z",
                        "1024",
                        "-u",
                        url + "large")));
        for (Future<Ending> attack : attacks) {
          Ending ending = attack.get();
          assertThat(ending.status()).as(ending.report()).isEqualTo("No open connections left");
          assertThat(ending.second()).as(ending.report()).isLessThanOrEqualTo(CLOSED_WITHIN);
        }
      } finally {
        over.set(true);
      }
      long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
      for (Future<Integer> client : clients) {
        assertThat(client.get())
            .as("answers that one client got in %d s", seconds)
            .isGreaterThanOrEqualTo((int) Math.max(1, ANSWERS_PER_SECOND * seconds));
      }
    }
  }

  /**
   * What the attacker reports.
   *
   * @param status whether no connection is left, or the time is over
   * @param second in which that was
   * @param report all that it wrote
   */
  private record Ending(String status, int second, String report) {}

  /** Attacks until no connection is left, or the time is over. */
  private static Ending attack(String... mode) {
    List<String> command = new ArrayList<>(List.of("slowhttptest"));
    command.addAll(List.of("-c", "" + ATTACKERS, "-r", "" + ATTACKERS, "-l", PATIENCE, "-p", "5"));
    command.addAll(List.of(mode));
    try (Program program =
        Program.start(Program.module(), Map.of(), command.toArray(String[]::new))) {
      assertThat(program.awaitExit(Duration.ofSeconds(40))).as(program::toString).isZero();
      String out = COLOURS.matcher(String.join("\n", program.out())).replaceAll("");
      Matcher end = END.matcher(out);
      assertThat(end.find()).as("ran at all: %s", program).isTrue();
      String status = out.replaceAll("(?s).*Exit status: *", "").strip();
      return new Ending(status, Integer.parseInt(end.group(1)), program.toString());
    }
  }

  /**
   * A client that asks at each tick, until the others are through.
   *
   * @param port where the server is
   * @param served counted down at its first answer, with which it waits for all others
   * @param over whether the others are through
   */
  private record Client(int port, CountDownLatch served, AtomicBoolean over)
      implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
      int answers = 0;
      try (Phoenix client =
          new Phoenix(WsClient.connect(port, "/socket/websocket?vsn=2.0.0"), Vsn.V2)) {
        String room = Phoenix.room();
        client.joined(room);
        while (!over.get()) {
          if (client.next().contains("tick")) {
            client.send(room, "echo", "{}");
          } else {
            if (answers++ == 0) {
              served.countDown();
              assertThat(served.await(30, TimeUnit.SECONDS)).isTrue();
            }
          }
        }
      }
      return answers;
    }
  }
}
