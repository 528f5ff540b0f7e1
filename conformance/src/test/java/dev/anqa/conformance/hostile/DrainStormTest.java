package dev.anqa.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A small one; {@link DrainStorm} prints the figures of large ones. */
class DrainStormTest {
  @Test
  void losesNoAcknowledgedMessageAndClosesNoFasterThanToldTo() throws Exception {
    DrainStorm.Run run = DrainStorm.run(200, 400);

    assertThat(run.closedAt()).hasSize(200);
    assertThat(run.acknowledged()).isPositive();
    assertThat(run.lost()).isZero();
    assertThat(run.seconds()).as("nine intervals of a twentieth of a second").isGreaterThan(0.4);
  }
}
