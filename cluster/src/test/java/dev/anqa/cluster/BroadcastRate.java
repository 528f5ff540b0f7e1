package dev.anqa.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.pubsub.Batch;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Partition;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.pubsub.SerialExecutor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How many small broadcasts three JVMs on this machine send each other in a second, and whether all
 * arrive in order. Each node broadcasts at once; one that is told that its queue is full waits a
 * moment and tries again. Exits with 1 if some did not arrive. Not a test: the figure in {@code
 * docs/clustering.md} was made with it.
 *
 * <pre>java -cp … dev.anqa.cluster.BroadcastRate [BROADCASTS_OF_EACH] [PAYLOAD_BYTES]</pre>
 */
final class BroadcastRate {
  private static final int NODES = 3;
  private static final String COMPLETE = "is complete";
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private BroadcastRate() {}

  public static void main(String... args) throws Exception {
    if (args.length > 0 && args[0].equals("node")) {
      node(args[1], Integer.parseInt(args[2]), args[3], args[4], Integer.parseInt(args[5]));
    } else if (!all(args.length > 0 ? args[0] : "500000", args.length > 1 ? args[1] : "50")) {
      System.exit(1);
    }
  }

  // The parent.

  private static boolean all(String count, String bytes) throws IOException {
    List<Integer> ports = IntStream.range(0, NODES).mapToObj(_ -> TestCluster.freePort()).toList();
    String peers = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    List<Process> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(start("node" + i, ports.get(i), peers, count, bytes));
    }
    List<BufferedReader> out = new ArrayList<>();
    for (Process node : nodes) {
      out.add(node.inputReader(UTF_8));
    }
    for (BufferedReader each : out) {
      System.out.println(each.readLine());
    }
    long begin = System.nanoTime();
    for (Process node : nodes) {
      node.outputWriter(UTF_8).append("go\n").flush();
    }
    boolean complete = true;
    for (BufferedReader each : out) {
      String line = each.readLine(); // Null if the node ended with an error.
      System.out.println(line);
      complete &= line != null && line.contains(COMPLETE);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    nodes.forEach(Process::destroy);
    double total = NODES * Double.parseDouble(count);
    System.out.printf(
        "%,.0f broadcasts of %s bytes in %.1f s: %,.0f/s, each received by %d other nodes (%,.0f/s)%n",
        total, bytes, seconds, total / seconds, NODES - 1, (NODES - 1) * total / seconds);
    return complete;
  }

  private static Process start(String name, int port, String peers, String count, String bytes)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            BroadcastRate.class.getName(),
            "node",
            name,
            Integer.toString(port),
            peers,
            count,
            bytes)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  // A node.

  private static void node(String name, int port, String peers, String count, int bytes)
      throws Exception {
    int all = Integer.parseInt(count);
    Map<String, Integer> next = new ConcurrentHashMap<>();
    CountDownLatch received = new CountDownLatch(NODES - 1);
    Cluster cluster =
        Cluster.jgroups()
            .nodeName(name)
            .bind("127.0.0.1")
            .port(port)
            .peers(peers.split(","))
            .build();
    try (PubSub pubsub = PubSub.builder().adapter(cluster).build();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      pubsub.listen(event -> tell(name, event));
      Partition partition = pubsub.addPartition(new OneAtATime());
      for (String other : List.of("node0", "node1", "node2")) {
        if (!other.equals(name)) {
          pubsub.subscribe(other, batch -> take(batch, next, all, received), partition);
        }
      }
      while (pubsub.members().size() < NODES) {
        LockSupport.parkNanos(50_000_000);
      }
      System.out.println(name + " is ready");
      in.readLine();
      long retries = send(pubsub, name, all, bytes);
      System.err.printf("%s has sent all, received %s%n", name, next);
      boolean complete = received.await(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      System.out.printf(
          "%s %s, had to wait %,d times, received %s%n",
          name, complete ? COMPLETE : "HAS LOST SOME", retries, next);
      in.readLine(); // Until the parent ends it; the others may not have all yet.
    }
  }

  private static void tell(String name, PubSubEvent event) {
    if (event instanceof PubSubEvent.FromAdapter) { // A full queue is counted instead.
      System.err.println(name + ": " + event);
    }
  }

  /** Serves on the thread that brings a broadcast, as an event loop does that has nothing else. */
  private static final class OneAtATime implements SerialExecutor {
    private final ReentrantLock lock = new ReentrantLock();

    @Override
    public boolean inThread() {
      return lock.isHeldByCurrentThread();
    }

    @Override
    public void execute(Runnable task) {
      lock.lock();
      try {
        task.run();
      } finally {
        lock.unlock();
      }
    }
  }

  private static void take(
      Batch batch, Map<String, Integer> next, int all, CountDownLatch received) {
    for (int i = 0; i < batch.size(); i++) {
      Broadcast broadcast = batch.broadcast(i);
      int expected = next.getOrDefault(broadcast.topic(), 0);
      if (Integer.parseInt(broadcast.event()) != expected) {
        System.err.println("LOST: " + broadcast + " instead of " + expected);
        System.exit(1);
      }
      next.put(broadcast.topic(), expected + 1);
      if (expected + 1 == all) {
        received.countDown();
      }
    }
  }

  private static long send(PubSub pubsub, String topic, int count, int bytes) {
    Payload payload = Payload.json("{\"text\":\"" + "x".repeat(Math.max(0, bytes - 11)) + "\"}");
    long retries = 0;
    for (int i = 0; i < count; i++) {
      Broadcast broadcast = new Broadcast(topic, Integer.toString(i), payload);
      while (pubsub.broadcast(broadcast) instanceof BroadcastResult.Failed) {
        retries++;
        LockSupport.parkNanos(200_000);
      }
    }
    return retries;
  }
}
