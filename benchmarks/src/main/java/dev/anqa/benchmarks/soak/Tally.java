package dev.anqa.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What went right and wrong so far. Lives on the thread of the {@link ClientLoop}. */
final class Tally {
  private static final int TOLD = 50;
  private static final long MAX_MICROS = 60_000_000;

  long broadcasts;
  long deliveries;
  long echoes;
  long updates;
  long churned;
  long cutOff;
  long heartbeats;
  long lost;

  /** How long replies took since {@link #takeEchoes}, in microseconds. */
  private Histogram echoMicros = new Histogram(MAX_MICROS, 3);

  private final List<String> troubles = new ArrayList<>();
  private long troubleCount;

  void echoed(long nanos) {
    echoes++;
    echoMicros.recordValue(Math.clamp(nanos / 1_000, 1, MAX_MICROS));
  }

  Histogram takeEchoes() {
    Histogram taken = echoMicros;
    echoMicros = new Histogram(MAX_MICROS, 3);
    return taken;
  }

  /** Messages that did not come, or not when it was their turn. */
  void lost(long count, String what) {
    lost += count;
    trouble(what);
  }

  /** Something that should not happen. */
  void trouble(String what) {
    troubleCount++;
    if (troubles.size() < TOLD) {
      troubles.add(what);
    }
  }

  long troubleCount() {
    return troubleCount;
  }

  /** The first of them. */
  List<String> troubles() {
    return List.copyOf(troubles);
  }
}
