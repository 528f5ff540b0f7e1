package dev.anqa.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.hostile.Amplification.Attack;
import dev.anqa.conformance.hostile.Amplification.Cost;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A client gets as much work out of the server as it puts in: what is allocated grows with what is
 * sent, no faster, and is a bounded multiple of it, on the heap and beside it; and so does,
 * loosely, what its threads work. Isolated, for it counts all server threads of this JVM; {@link
 * Amplification} prints the figures.
 */
@Isolated
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AmplificationTest {
  /** What a connection costs, and others of its threads meanwhile. */
  private static final long CONSTANT = 3_000_000;

  /** What compilers and a machine with other work may add, 200 ms. */
  private static final long CPU_CONSTANT = 200_000_000;

  /** What Netty may take beside the heap for each byte, and the chunks that it takes that from. */
  private static final long DIRECT_PER_BYTE = 2;

  private static final long DIRECT_CONSTANT = 4_000_000;

  private Amplification amplification;

  @BeforeAll
  void start() {
    amplification = new Amplification(RunningLab.start());
  }

  @AfterAll
  void stop() {
    amplification.close();
  }

  static List<Attack> growsNoFasterThanWhatIsSent() {
    return Attacks.all();
  }

  @ParameterizedTest
  @MethodSource
  void growsNoFasterThanWhatIsSent(Attack attack) {
    amplification.run(attack, 1 << 16); // Classes are loaded once.
    Cost quarter = amplification.run(attack, Amplification.WHOLE / 4);
    Cost whole = amplification.run(attack, Amplification.WHOLE);

    assertThat(whole.allocated())
        .as("%s; a quarter: %s", whole, quarter)
        // Four times if linear, 16 times if quadratic; what is answered before a cut differs.
        .isLessThan(quarter.allocated() * 10 + CONSTANT);
    assertThat(whole.cpuNanos()) // Of its threads: what other programs take does not count.
        .as("%s; a quarter: %s", whole, quarter)
        .isLessThan(quarter.cpuNanos() * 10 + CPU_CONSTANT);
    assertThat(whole.allocated())
        .as("%s, at most %d for each byte", whole, attack.perByte())
        .isLessThan((long) attack.perByte() * whole.sent() + CONSTANT);
    assertThat(whole.direct())
        .as("%s", whole)
        .isLessThan(DIRECT_PER_BYTE * whole.sent() + DIRECT_CONSTANT);
  }
}
