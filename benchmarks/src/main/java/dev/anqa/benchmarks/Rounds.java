package dev.anqa.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Several servers measured in turn, again and again: a machine drifts, so that only what was
 * measured in one round is compared. With two servers a round is a pair.
 *
 * @param kept the rounds that nobody disturbed: a measurement for each server
 * @param dropped how many were disturbed
 */
public record Rounds(List<List<Measurement>> kept, int dropped) {
  /**
   * Measures until that many rounds were undisturbed, at most twice as many.
   *
   * @param servers measures one of them
   * @throws IllegalStateException if all of them were disturbed
   * @throws Exception that of a measurement
   */
  public static Rounds measure(int count, List<Callable<Measurement>> servers) throws Exception {
    List<List<Measurement>> kept = new ArrayList<>();
    int dropped = 0;
    while (kept.size() < count && kept.size() + dropped < 2 * count) {
      List<Measurement> round = new ArrayList<>();
      for (Callable<Measurement> server : servers) {
        round.add(server.call());
      }
      if (round.stream().anyMatch(Measurement::disturbed)) {
        dropped++;
      } else {
        kept.add(List.copyOf(round));
      }
    }
    if (kept.isEmpty()) {
      throw new IllegalStateException(
          "all of %s rounds were disturbed (expected: a machine with nothing else to do)"
              .formatted(dropped));
    }
    return new Rounds(List.copyOf(kept), dropped);
  }

  /**
   * One server's figure divided by another's, round by round.
   *
   * @param of the place of the one
   * @param to the place of the other
   */
  public Spread ratios(int of, int to, String figure) {
    return Spread.of(
        kept.stream().map(r -> r.get(of).figure(figure) / r.get(to).figure(figure)).toList());
  }

  /** One server's figure in each round. */
  public Spread values(int of, String figure) {
    return Spread.of(kept.stream().map(r -> r.get(of).figure(figure)).toList());
  }
}
