package dev.anqa.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.anqa.benchmarks.Bench;
import dev.anqa.benchmarks.Entry;
import dev.anqa.benchmarks.Loadgen;
import dev.anqa.benchmarks.Measurement;
import dev.anqa.benchmarks.Part.Length;
import dev.anqa.benchmarks.Rounds;
import dev.anqa.benchmarks.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PeersTest {
  private static final List<Peer> ALL = Peer.all(Map.of());

  @Test
  void saysTheVersionsThatAreBuilt() throws IOException {
    String npm = Files.readString(Path.of("peers/node/package.json"));

    assertThat(npm).contains("\"ws\": \"" + version("ws") + "\"");
    assertThat(npm).contains("\"socket.io\": \"" + version("Socket.IO") + "\"");
    assertThat(pom("nettysocketio")).contains(tag(version("netty-socketio")));
    assertThat(pom("spring")).contains(tag(version("Spring")));
    assertThat(pom("vertx")).contains(tag(version("Vert.x")));
  }

  private static String version(String name) {
    return ALL.stream()
        .filter(peer -> peer.name().equals(name))
        .findFirst()
        .orElseThrow()
        .version();
  }

  private static String pom(String module) throws IOException {
    return Files.readString(Path.of("peers/java/" + module + "/pom.xml"));
  }

  private static String tag(String version) {
    return "<version>" + version + "</version>";
  }

  @Test
  void measuresPhoenixWhereItIsGiven() {
    assertThat(ALL).extracting(Peer::name).doesNotContain("Phoenix");
    assertThat(Peer.all(Map.of("ANQA_ELIXIR", "elixir")))
        .extracting(Peer::name)
        .doesNotContain("Phoenix");
    assertThat(Peer.all(Map.of("ANQA_ELIXIR", "elixir", "ANQA_PHOENIX", "/phoenix")))
        .extracting(Peer::name)
        .contains("Phoenix");
  }

  @Test
  void comparesEachWithAnqaRoundByRound() {
    var rounds =
        new Rounds(
            List.of(
                List.of(measured(2, 100, 900), measured(8, 300, 700)),
                List.of(measured(1, 120, 800), measured(3, 200, 600)),
                List.of(measured(4, 110, 700), measured(8, 100, 500))),
            1);

    Map<String, Double> figures = Peers.figures(List.of("Anqa", "ws"), rounds);

    assertThat(figures)
        .contains(
            entry("rounds", 3.0),
            entry("dropped", 1.0),
            entry("Anqa.per_cpu_s", 500_000.0),
            entry("Anqa.per_cpu_s_low", 250_000.0),
            entry("Anqa.per_cpu_s_high", 1_000_000.0),
            entry("Anqa.cpu_to_anqa", 1.0),
            entry("ws.per_cpu_s", 125_000.0),
            entry("ws.cpu_to_anqa", 3.0),
            entry("ws.cpu_to_anqa_low", 2.0),
            entry("Anqa.latency_p50_us", 110.0),
            entry("Anqa.latency_p99_us", 800.0),
            entry("ws.latency_p50_us", 200.0),
            entry("ws.latency_p99_us", 600.0));
  }

  private static Measurement measured(double cpu, double p50, double p99) {
    return Measurement.parse(
        "{\"ok\":true,\"server_cpu_s_per_million\":%s,\"latency_p50_us\":%s,\"latency_p99_us\":%s}"
            .formatted(cpu, p50, p99));
  }

  @Test
  void leavesOutWhatDoesNotStart(@TempDir Path root) throws Exception {
    Files.createDirectories(root.resolve("benchmarks/target"));
    var broken = new Peer(new Server("broken", List.of("false"), "/", List.of()), "1", "");
    var bench = new Bench(root, Length.SHORT, new Loadgen(root));

    try (var field = Field.start(bench, List.of(broken), List.of("echo"))) {
      assertThat(field.names()).isEmpty();
      assertThat(field.leftOut().get("broken")).contains("ended before it printed READY");
    }
  }

  @Test
  void tellsWhatWasMeasuredAndWhatWasNot() {
    var peers =
        List.of(
            new Peer(new Server("Anqa", List.of(), "/", List.of()), "", "channel"),
            new Peer(new Server("ws", List.of(), "/", List.of()), "8", "room loop"));
    var echo =
        new Entry(
            "echo-8",
            Map.of("left out: ws", "ended"),
            Map.of(
                "Anqa.per_cpu_s", 123_456.0,
                "Anqa.per_cpu_s_low", 100_000.0,
                "Anqa.per_cpu_s_high", 200_000.0,
                "Anqa.cpu_to_anqa", 1.0,
                "Anqa.latency_p50_us", 51.0,
                "Anqa.latency_p99_us", 1500.0),
            "loadgen echo");
    var memory =
        new Entry(
            "memory",
            Map.of(),
            Map.of("ws.server_rss_before_mib", 50.0, "ws.rss_per_conn_bytes", 4321.0),
            "loadgen idle");

    String text = new Peers(peers).report(List.of(echo, memory)).markdown();

    assertThat(text)
        .contains("| `loadgen echo` |  | echoes per CPU second |")
        .contains("| Anqa | channel | 123,456 | 100,000 – 200,000 | 1 | 0.051 | 1.50 |")
        .contains("| ws 8 | room loop | – | – | – | – | – |")
        .contains("| ws 8 | 50 | 4.32 | – |")
        .contains("| Phoenix | not set: ANQA_ELIXIR, ANQA_PHOENIX |")
        .contains("| ws | echo-8: ended |");
  }

  @Test
  void startsWhatItNames() throws IOException {
    String start = Files.readString(Path.of("peers/start"));

    for (Peer peer : Peer.all(Map.of("ANQA_ELIXIR", "elixir", "ANQA_PHOENIX", "/phoenix"))) {
      List<String> command = peer.server().command();
      if (command.getFirst().equals("benchmarks/peers/start")) {
        assertThat(start)
            .containsPattern("(?m)^  [a-z |]*\\b" + command.get(1) + "\\b[a-z |]*\\)$");
      }
    }
  }
}
