package dev.anqa.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * What TLS, compression and presence add to a fan-out. The clients are {@link CountingClient}s, so
 * that lines are comparable with each other alone.
 */
final class Ways implements Part {
  private static final int CLIENTS = 200;

  private static final String DEFLATE =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  private static final int WARM_UP = 1_000;
  private static final int BROADCASTS = 1_500;

  /**
   * How messages go.
   *
   * @param payload bytes of it
   * @param present whether all clients are present on the topic
   */
  private record Way(
      String key, String name, int payload, boolean tls, boolean compressed, boolean present) {}

  private static final List<Way> WAYS =
      List.of(
          new Way("plain-64", "plain", 64, false, false, false),
          new Way("tls-64", "TLS", 64, true, false, false),
          new Way("present-64", "all clients present", 64, false, false, true),
          new Way("plain-1024", "plain", 1_024, false, false, false),
          new Way("tls-1024", "TLS", 1_024, true, false, false),
          new Way("deflate-1024", "compressed", 1_024, false, true, false),
          new Way("plain-16384", "plain", 16_384, false, false, false),
          new Way("tls-16384", "TLS", 16_384, true, false, false),
          new Way("deflate-16384", "compressed", 16_384, false, true, false));

  @Override
  public String name() {
    return "ways";
  }

  @Override
  public List<Step> steps(Length length) {
    return length == Length.SHORT
        ? List.of()
        : WAYS.stream().map(way -> new Step(way.key(), 12, bench -> measure(bench, way))).toList();
  }

  private static Entry measure(Bench bench, Way way) throws Exception {
    List<String> arguments = way.tls() ? List.of(certificate(bench.root()).toString()) : List.of();
    SocketFactory sockets = way.tls() ? trustingAll() : SocketFactory.getDefault();
    try (RunningServer node = Server.java(BenchNode.class, arguments).start(bench.root());
        Crowd crowd = new Crowd(node, sockets, way)) {
      crowd.broadcast(WARM_UP);
      double cpu = node.cpuSeconds();
      long bytes = crowd.bytes.sum();
      long began = System.nanoTime();
      crowd.broadcast(BROADCASTS);
      double seconds = (System.nanoTime() - began) / 1e9;
      double deliveries = (double) CLIENTS * BROADCASTS;
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("us", (node.cpuSeconds() - cpu) * 1e6 / deliveries);
      figures.put("bytes", (crowd.bytes.sum() - bytes) / deliveries);
      figures.put("payload", (double) way.payload());
      figures.put("join_ms", crowd.joinCpuSeconds * 1000 / CLIENTS);
      figures.put("broadcast_ms", seconds * 1000 / BROADCASTS);
      return new Entry(way.key(), Map.of("way", way.name()), figures, "");
    }
  }

  /** A certificate for nobody, that the JDK makes. */
  private static Path certificate(Path root) throws IOException, InterruptedException {
    Path file = root.resolve("benchmarks/target/certificate.p12");
    Files.deleteIfExists(file);
    Process process =
        new ProcessBuilder(
                Server.jdk("keytool"),
                "-genkeypair",
                "-alias",
                "node",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                BenchNode.PASSWORD,
                "-dname",
                "CN=localhost")
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("benchmarks/target/keytool.log").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed (its output: benchmarks/target/keytool.log)");
    }
    return file;
  }

  /** Sockets of TLS that take any certificate: ours has no name. */
  private static SocketFactory trustingAll() throws GeneralSecurityException {
    X509TrustManager all =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String authType) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String authType) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {all}, null);
    return context.getSocketFactory();
  }

  @Override
  public Report report(List<Entry> entries) {
    Table table =
        new Table(
            "bytes",
            "",
            "µs of CPU for a delivery",
            "bytes on the wire",
            "ms of CPU to connect and join",
            "ms for a broadcast");
    for (Entry entry : entries) {
      table.row(
          Table.number(entry.figure("payload")),
          entry.label("way"),
          Table.number(entry.figure("us")),
          Table.number(entry.figure("bytes")),
          Table.number(entry.figure("join_ms")),
          Table.number(entry.figure("broadcast_ms")));
    }
    return new Report(
        "TLS, compression, presence: fan-out to " + CLIENTS, List.of(table), Map.of());
  }

  /** Clients on one topic, of which the first has broadcasts made, one at a time. */
  private static final class Crowd implements AutoCloseable {
    private final List<CountingClient> clients = new ArrayList<>();
    private final Semaphore messages = new Semaphore(0);
    private final LongAdder bytes = new LongAdder();
    private final String topic;
    private final String payload;
    private final double joinCpuSeconds;

    Crowd(RunningServer node, SocketFactory sockets, Way way) throws Exception {
      topic = way.present() ? BenchNode.PRESENT + "room" : "bench:room";
      payload = text(way.payload());
      double before = node.cpuSeconds();
      for (int i = 0; i < CLIENTS; i++) {
        CountingClient client =
            CountingClient.connect(
                sockets, node.port(), way.compressed() ? DEFLATE : "", this::received);
        clients.add(client);
        client.send("[\"1\",\"1\",\"%s\",\"phx_join\",{\"user\":\"u%s\"}]".formatted(topic, i));
      }
      await();
      // Presence tells of changes once in a while; none may come in between later.
      do {
        TimeUnit.SECONDS.sleep(way.present() ? 4 : 1);
      } while (messages.drainPermits() > 0);
      joinCpuSeconds = node.cpuSeconds() - before;
    }

    private void received(int length) {
      bytes.add(length);
      messages.release();
    }

    /** A payload of that many bytes; its words are of the kind that deflate makes shorter. */
    private static String text(int bytes) {
      StringBuilder text = new StringBuilder("{\"text\":\"");
      Random random = new Random(42);
      while (text.length() < bytes) {
        text.append("word").append(random.nextInt(10_000)).append(' ');
      }
      text.setLength(bytes - 2);
      return text.append("\"}").toString();
    }

    void broadcast(int times) throws Exception {
      String message = "[\"1\",null,\"%s\",\"say\",%s]".formatted(topic, payload);
      for (int i = 0; i < times; i++) {
        clients.getFirst().send(message);
        await();
      }
    }

    /** Until each client was sent one more message. */
    private void await() throws InterruptedException, TimeoutException {
      if (!messages.tryAcquire(CLIENTS, 20, TimeUnit.SECONDS)) {
        throw new TimeoutException("not everybody was sent everything within 20 s");
      }
    }

    @Override
    public void close() throws IOException {
      for (CountingClient client : clients) {
        client.close();
      }
    }
  }
}
