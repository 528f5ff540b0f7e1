package dev.anqa.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.RunningLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Isolated, for it keeps the machine busy; its times are printed by {@link BlockedChannels}. */
@Isolated
class BlockedChannelsTest {
  @Test
  void tenThousandBlockedChannelsKeepNobodyElseFromAnAnswer() {
    try (RunningLab lab = RunningLab.start()) {
      assertThat(BlockedChannels.run(lab.port()).echoes()).isNotEmpty();
    }
  }
}
