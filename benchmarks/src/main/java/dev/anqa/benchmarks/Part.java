package dev.anqa.benchmarks;

import java.util.List;

/** One question that the benchmarks answer, in steps of seconds to minutes. */
public interface Part {
  /** A word; the name on the command line, and of the directory of its entries. */
  String name();

  /**
   * What there is to do, in order.
   *
   * @param length how much of it
   */
  List<Step> steps(Length length);

  /**
   * What the entries say, as tables and plots.
   *
   * @param entries those that there are, in the order of the steps; maybe not all
   */
  Report report(List<Entry> entries);

  /** Whether a short run of all parts has this one; if not, it is run when it is named. */
  default boolean inShortRuns() {
    return true;
  }

  /** How much of a part is done. */
  enum Length {
    /** A first look: a part of the steps, and little time for each. */
    SHORT,
    /** All of it. */
    WHOLE
  }

  /**
   * A piece that is done as a whole or not at all.
   *
   * @param key of the entry that it makes
   * @param seconds about how long it takes
   */
  record Step(String key, int seconds, Work work) {}

  /** Measures. */
  @FunctionalInterface
  interface Work {
    /**
     * Does it.
     *
     * @return what came of it, under the step's key
     * @throws Exception if it could not be measured; the next step is done anyway
     */
    Entry measure(Bench bench) throws Exception;
  }
}
