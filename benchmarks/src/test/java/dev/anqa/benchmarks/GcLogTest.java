package dev.anqa.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GcLogTest {
  private static final String G1 =
      """
      [1.151s][gc,start] GC(0) Pause Young (Normal) (G1 Evacuation Pause)
      [1.158s][gc,phases] GC(0)   Evacuate Collection Set: 5.4ms
      [1.158s][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 24M->6M(392M) 6.312ms
      [2.000s][gc] GC(1) Concurrent Mark Cycle 4.200ms
      [2.001s][gc] GC(1) Pause Remark 20M->20M(40M) 1.500ms
      """;

  @Test
  void findsThePausesOfG1() {
    assertThat(GcLog.pauses(G1.lines().toList())).containsExactly(6.312, 1.5);
  }

  @Test
  void findsThePausesOfZgc() {
    List<String> lines =
        List.of(
            "[1.2s][gc,phases] GC(0) y: Pause Mark Start 0.006ms",
            "[1.2s][gc,phases] GC(0) y: Concurrent Mark 1.006ms",
            "[1.3s][gc] GC(0) Minor Collection (Allocation Rate) 40M(2%)->10M(1%) 0.01s");

    assertThat(GcLog.pauses(lines)).containsExactly(0.006);
  }

  @Test
  void leavesOutWhatWasBefore(@TempDir Path folder) throws IOException {
    GcLog log = new GcLog(Files.writeString(folder.resolve("gc.log"), G1));

    assertThat(log.lines()).isEqualTo(5);
    assertThat(log.pausesAfter(3)).containsExactly(1.5);
    assertThat(log.pausesAfter(5)).isEmpty();
  }
}
