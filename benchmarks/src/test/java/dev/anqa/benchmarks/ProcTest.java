package dev.anqa.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ProcTest {
  @Test
  void addsWhatAProcessAndTheKernelForItUsed() {
    String stat = "12 (a) b (c)) S 1 12 12 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 1 0 9 8 7\n";

    assertThat(Proc.cpuSeconds(stat)).isEqualTo(3.0);
  }

  @Test
  void readsSizesInKib() {
    String status = "VmPeak:\t  200 kB\nVmRSS:\t   84992 kB\nThreads:\t12\n";

    assertThat(Proc.kib(status, "VmRSS:")).isEqualTo(84_992);
    assertThatThrownBy(() -> Proc.kib(status, "VmSwap:")).hasMessageContaining("no VmSwap:");
  }
}
