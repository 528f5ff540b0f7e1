package dev.anqa;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.anqa.limits.Cap;
import dev.anqa.transport.TlsOptions;
import dev.anqa.transport.TlsProvider;
import io.netty.pkitesting.X509Bundle;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * What TLS costs a server by each provider: {@code TlsCost [RUNS [ec|rsa]]}. For each run and
 * provider, in turn, a server in a JVM of its own; one client makes full handshakes of TLS 1.3,
 * each without anything that could be resumed, then sends small messages, each in a record of its
 * own, many of them before it reads. Prints the server's CPU, the kernel's part included, for each
 * handshake and each echo, and the medians.
 */
final class TlsCost {
  private static final int WARM_UP_HANDSHAKES = 1_500;
  private static final int HANDSHAKES = 2_000;
  private static final int WARM_UP_ROUNDS = 2_000;
  private static final int ROUNDS = 6_000;

  /** Messages in a row before the client reads. */
  private static final int PIPELINED = 32;

  private static final int PAYLOAD = 64;
  private static final int END_OF_HEAD = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';
  private static final double MICROS_PER_TICK = 10_000; // Of /proc: Linux has 100 a second.

  private final TlsFixture fixture;
  private final Path store;

  private TlsCost(TlsFixture fixture, Path store) {
    this.fixture = fixture;
    this.store = store;
  }

  /** Microseconds of CPU. */
  private record Cost(double handshake, double echo) {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("serve")) {
      serve(TlsProvider.valueOf(args[1]), Path.of(args[2]));
      return;
    }
    int runs = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    boolean rsa = args.length > 1 && args[1].equals("rsa");
    try (TlsFixture fixture = new TlsFixture(Files.createTempDirectory("tls-cost"))) {
      X509Bundle bundle =
          rsa
              ? TlsFixture.serverBuilder("rsa").rsa2048().buildIssuedBy(fixture.authority)
              : fixture.server("ec");
      new TlsCost(fixture, fixture.store(bundle)).compare(runs, rsa ? "RSA 2048" : "P-256");
    }
  }

  private static void serve(TlsProvider provider, Path store) throws IOException {
    TlsOptions tls = TlsOptions.pkcs12(store, TlsFixture.PASSWORD).provider(provider);
    try (Endpoint endpoint =
        Endpoint.builder()
            .noLog()
            .https(0, o -> o.host("127.0.0.1").tls(tls))
            .limits(l -> l.handshakesPerSecondPerAddress(Cap.off()).handshakesPerSecond(Cap.off()))
            .socket("/echo", new SpySocket())
            .start()) {
      System.out.println(endpoint.port());
      while (System.in.read() >= 0) {
        // Until whoever started this ends it.
      }
    }
  }

  private void compare(int runs, String key) throws Exception {
    Map<TlsProvider, List<Cost>> costs = new EnumMap<>(TlsProvider.class);
    for (int run = 1; run <= runs; run++) {
      for (TlsProvider provider : List.of(TlsProvider.JDK, TlsProvider.OPENSSL)) {
        Cost cost = measure(provider);
        costs.computeIfAbsent(provider, _ -> new ArrayList<>()).add(cost);
        print("run " + run, provider, key, cost);
      }
    }
    costs.forEach((provider, all) ->
        print(
            "median of " + runs,
            provider,
            key,
            new Cost(
                median(all.stream().map(Cost::handshake).toList()),
                median(all.stream().map(Cost::echo).toList()))));
  }

  private static void print(String what, TlsProvider provider, String key, Cost cost) {
    System.out.printf(
        Locale.ROOT,
        "%s, %s: %.0f us for each handshake (%s), %.2f us for each echo%n",
        what,
        provider,
        cost.handshake,
        key,
        cost.echo);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private Cost measure(TlsProvider provider) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), TlsCost.class.getName()));
    command.addAll(List.of("serve", provider.name(), store.toString()));
    Process server =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), US_ASCII))) {
      int port = Integer.parseInt(out.readLine());
      handshakes(port, WARM_UP_HANDSHAKES);
      double before = cpuMicros(server.pid());
      handshakes(port, HANDSHAKES);
      double handshake = (cpuMicros(server.pid()) - before) / HANDSHAKES;
      return new Cost(handshake, echo(port, server.pid()));
    } finally {
      var _ = server.destroyForcibly().waitFor();
    }
  }

  private void handshakes(int port, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      try (SSLSocket socket = connect(fixture.context(null), port)) {
        socket.startHandshake();
      }
    }
  }

  private static SSLSocket connect(SSLContext context, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setEnabledProtocols(new String[] {"TLSv1.3"});
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Microseconds of CPU for each echo. */
  private double echo(int port, long pid) throws Exception {
    try (SSLSocket socket = connect(fixture.context(null), port)) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      String request = Handshakes.at("/echo/websocket").text().replace("\n", "\r\n");
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      skipHead(in);
      rounds(socket.getOutputStream(), in, WARM_UP_ROUNDS);
      double before = cpuMicros(pid);
      rounds(socket.getOutputStream(), in, ROUNDS);
      return (cpuMicros(pid) - before) / ROUNDS / PIPELINED;
    }
  }

  private static void skipHead(DataInputStream in) throws IOException {
    for (int last = 0; last != END_OF_HEAD; last = last << 8 | in.readUnsignedByte()) {
      // An int holds the last four bytes.
    }
  }

  private static void rounds(OutputStream out, DataInputStream in, int count) throws IOException {
    byte[] frame = new byte[2 + 4 + PAYLOAD]; // Header, a mask of zeros, payload.
    frame[0] = (byte) 0x82;
    frame[1] = (byte) (0x80 | PAYLOAD);
    byte[] answers = new byte[PIPELINED * (2 + PAYLOAD)];
    for (int round = 0; round < count; round++) {
      for (int i = 0; i < PIPELINED; i++) {
        out.write(frame);
      }
      in.readFully(answers);
    }
  }

  private static double cpuMicros(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK;
  }
}
