package dev.anqa.conformance.hostile;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import dev.anqa.limits.Cap;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.DrainerOptions;
import dev.anqa.socket.SocketHandler;
import dev.anqa.transport.Interception;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * A deploy: clients that talk all the time, a node that stops, and another one to which they come.
 * As a program: {@code DrainStorm [CONNECTIONS [PER-SECOND]]}, which prints how fast connections
 * were closed, how many came to the other node in its worst tenth of a second, and what became of
 * messages; and then the same without a drain, all connections closed at once.
 */
final class DrainStorm {
  private static final int BATCHES_PER_SECOND = 20;
  private static final int CONNECTING = 64;
  private static final long WINDOW_NANOS = 100_000_000;

  /** The highest number that each client's channels have handled, on either node. */
  private final ConcurrentHashMap<String, Integer> handled = new ConcurrentHashMap<>();

  /** When connections ended, and when others came to the second node. */
  private final ConcurrentLinkedQueue<Long> closed = new ConcurrentLinkedQueue<>();

  private final ConcurrentLinkedQueue<Long> returned = new ConcurrentLinkedQueue<>();
  private final CountDownLatch talking;
  private final Semaphore connecting = new Semaphore(CONNECTING);

  private DrainStorm(int connections) {
    this.talking = new CountDownLatch(connections);
  }

  /**
   * What was seen.
   *
   * @param closedAt when each connection was closed, sorted, in nanoseconds since the first
   * @param worst how many came to the other node within a tenth of a second, at most
   * @param acknowledged messages that were answered
   * @param lost acknowledged messages that no channel had handled
   * @param unanswered messages that were sent and not answered before the close
   */
  record Run(List<Long> closedAt, long worst, int acknowledged, int lost, int unanswered) {
    double seconds() {
      return closedAt.getLast() / 1e9;
    }
  }

  /** What one client counted. */
  private record Told(int acknowledged, int lost, int unanswered) {}

  public static void main(String[] args) throws Exception {
    int connections = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
    int rate = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    print("drained at %d/s".formatted(rate), run(connections, rate));
    print("without drain", run(connections, connections * BATCHES_PER_SECOND));
  }

  private static void print(String what, Run run) {
    int count = run.closedAt().size();
    System.out.printf(
        Locale.ROOT,
        "%s: %d connections closed in %.2f s (%.0f/s), at most %d came back within 100 ms;"
            + " %d messages acknowledged, %d of them lost; %d unanswered and closed%n",
        what,
        count,
        run.seconds(),
        count / Math.max(run.seconds(), 1e-3),
        run.worst(),
        run.acknowledged(),
        run.lost(),
        run.unanswered());
  }

  /** Connects so many, and drains so many a second. */
  static Run run(int connections, int perSecond) throws Exception {
    DrainStorm storm = new DrainStorm(connections);
    Consumer<DrainerOptions> rate =
        d ->
            d.batchSize(Math.max(1, perSecond / BATCHES_PER_SECOND))
                .batchInterval(Duration.ofSeconds(1).dividedBy(BATCHES_PER_SECOND));
    try (Endpoint leaving = storm.start(rate, () -> {});
        Endpoint staying = storm.start(_ -> {}, storm::cameBack);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Told>> clients = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        String name = "room:client" + i;
        clients.add(threads.submit(() -> storm.talk(name, leaving.port(), staying.port())));
      }
      storm.talking.await();
      leaving.drain();
      return storm.sum(clients);
    }
  }

  private Endpoint start(Consumer<DrainerOptions> drainer, Runnable handshake) {
    return Endpoint.builder()
        .http(0, o -> o.host("127.0.0.1"))
        .noLog()
        .limits(l -> l.handshakesPerSecond(Cap.off()).handshakesPerSecondPerAddress(Cap.off()))
        .drainer(drainer)
        .interceptor(_ -> {
          handshake.run();
          return Interception.proceed();
        })
        .socket("/socket", SocketHandler.anonymous().channel("room:*", Room::new))
        .start();
  }

  private void cameBack() {
    returned.add(System.nanoTime());
  }

  /** Remembers what it handled, for all clients and both nodes. */
  private final class Room implements Channel {
    private String topic = "";

    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      this.topic = topic;
      socket.sendSelfEvery(Duration.ofSeconds(1), "tick");
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      int number = Integer.parseInt(event);
      handled.merge(topic, number, Math::max);
      return HandleResult.ok();
    }

    @Override
    public void handleInfo(Object message, ChannelSocket socket) {
      socket.push("tick", Payload.empty());
    }
  }

  /** Sends a message at each tick; comes to the other node when this one closes. */
  private Told talk(String room, int leaving, int staying) throws InterruptedException {
    int acknowledged = 0;
    int sent = 0;
    try (Phoenix client = connect(leaving, room)) {
      client.send(room, Integer.toString(++sent));
      talking.countDown();
      for (String next = client.next(); !next.startsWith("close"); next = client.next()) {
        if (next.contains("phx_reply")) {
          acknowledged++;
        } else {
          client.send(room, Integer.toString(++sent));
        }
      }
      closed.add(System.nanoTime());
    }
    int seen = handled.getOrDefault(room, 0);
    join(staying, room).close(); // All at once, as phoenix.js does.
    return new Told(acknowledged, Math.max(0, acknowledged - seen), sent - acknowledged);
  }

  private Phoenix connect(int port, String room) throws InterruptedException {
    connecting.acquire();
    try {
      return join(port, room);
    } finally {
      connecting.release();
    }
  }

  private static Phoenix join(int port, String room) {
    Phoenix client = new Phoenix(WsClient.connect(port, "/socket/websocket?vsn=2.0.0"), Vsn.V2);
    client.joined(room);
    return client;
  }

  private Run sum(List<Future<Told>> clients) throws Exception {
    int acknowledged = 0;
    int lost = 0;
    int unanswered = 0;
    for (Future<Told> client : clients) {
      Told told = client.get();
      acknowledged += told.acknowledged();
      lost += told.lost();
      unanswered += told.unanswered();
    }
    List<Long> ends = closed.stream().sorted().toList();
    List<Long> since = ends.stream().map(at -> at - ends.getFirst()).toList();
    return new Run(since, worst(), acknowledged, lost, unanswered);
  }

  /** The most that came within one window, which may begin at any of them. */
  private long worst() {
    List<Long> all = returned.stream().sorted().toList();
    long most = 0;
    int first = 0;
    for (int i = 0; i < all.size(); i++) {
      while (all.get(i) - all.get(first) > WINDOW_NANOS) {
        first++;
      }
      most = Math.max(most, i - first + 1);
    }
    return most;
  }
}
