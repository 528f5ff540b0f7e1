package dev.anqa.redis;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.PubSubEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast three nodes broadcast to each other through one Redis, each in a JVM of its own, and
 * whether all arrive in order. Exits with 1 if some did not. Not a test: the figure in {@code
 * docs/clustering.md} was made with it.
 *
 * <pre>java -cp … dev.anqa.redis.Throughput [BROADCASTS_OF_EACH]</pre>
 */
final class Throughput {
  private static final int NODES = 3;
  private static final String COMPLETE = "is complete";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Throughput() {}

  /** Runs all; with a name, a URL and a count it is one of the nodes. */
  static void main(String... args) throws Exception {
    if (args.length == 3) {
      node(args[0], args[1], Integer.parseInt(args[2]));
    } else if (!all(args.length == 0 ? 200_000 : Integer.parseInt(args[0]))) {
      System.exit(1);
    }
  }

  private static boolean all(int count) throws Exception {
    boolean complete = true;
    List<Process> nodes = new ArrayList<>();
    try (RedisServer server = RedisServer.start()) {
      for (int i = 0; i < NODES; i++) {
        nodes.add(startNode("node" + i, server.url(), count));
      }
      List<BufferedReader> outs = nodes.stream().map(Process::inputReader).toList();
      for (BufferedReader out : outs) {
        System.out.println(out.readLine());
      }
      long began = System.nanoTime();
      for (Process node : nodes) {
        node.getOutputStream().write('\n');
        node.getOutputStream().flush();
      }
      for (BufferedReader out : outs) {
        String line = out.readLine(); // Null if the node ended with an error.
        System.out.println(line);
        complete &= line != null && line.contains(COMPLETE);
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          "%,d broadcasts of %d nodes in %.2f s: %,.0f a second, %,.0f deliveries a second%n",
          (long) NODES * count,
          NODES,
          seconds,
          NODES * count / seconds,
          (double) NODES * (NODES - 1) * count / seconds);
    } finally {
      nodes.forEach(Process::destroyForcibly);
    }
    return complete;
  }

  private static Process startNode(String name, String url, int count) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Throughput.class.getName(),
            name,
            url,
            Integer.toString(count))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void node(String name, String url, int count) throws Exception {
    CountDownLatch left = new CountDownLatch((NODES - 1) * count);
    Map<String, Integer> last = new HashMap<>(); // Touched by the subscriber.
    Redis redis = Redis.at(url).name("throughput").nodeName(name).startTimeout(LIMIT).build();
    try (PubSub pubsub = PubSub.builder().adapter(redis).listen(Throughput::tell).build()) {
      pubsub.subscribe(
          "room:1",
          NODES * count,
          broadcast -> {
            String[] sender = broadcast.event().split(" ", 2);
            if (!sender[0].equals(name)) {
              int number = Integer.parseInt(sender[1]);
              if (last.merge(sender[0], number, (a, b) -> b == a + 1 ? b : -1) != number) {
                throw new IllegalStateException("out of order: " + broadcast.event());
              }
              left.countDown();
            }
          });
      while (redis.members().size() < NODES) {
        LockSupport.parkNanos(1_000_000);
      }
      System.out.println(name + " is ready");
      var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      in.readLine();
      long failed = broadcastAll(pubsub, name, count);
      boolean complete = left.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
      System.out.printf(
          "%s %s, %d missing, %,d times the queue was full%n",
          name, complete ? COMPLETE : "HAS LOST SOME", left.getCount(), failed);
      in.readLine(); // Stays until the others are done.
    }
  }

  private static void tell(PubSubEvent event) {
    if (event instanceof PubSubEvent.FromAdapter) { // A full queue is counted instead.
      System.err.println(event);
    }
  }

  private static long broadcastAll(PubSub pubsub, String name, int count) {
    Payload payload = Payload.json("{\"text\":\"" + "x".repeat(90) + "\"}");
    long failed = 0;
    for (int i = 0; i < count; ) {
      Broadcast broadcast = new Broadcast("room:1", name + " " + i, payload);
      if (pubsub.broadcast(broadcast) instanceof BroadcastResult.Ok) {
        i++;
      } else {
        failed++;
        LockSupport.parkNanos(200_000);
      }
    }
    return failed;
  }
}
