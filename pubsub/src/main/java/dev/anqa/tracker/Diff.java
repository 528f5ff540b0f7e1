package dev.anqa.tracker;

import java.util.ArrayList;
import java.util.List;

/**
 * What a change of the state did to the entries that can be seen.
 *
 * @param joins entries that can be seen now and could not before
 * @param leaves entries that could be seen before and cannot now; an update is both
 */
record Diff(List<TrackerEntry> joins, List<TrackerEntry> leaves) {
  static final Diff NONE = new Diff(List.of(), List.of());

  Diff {
    joins = List.copyOf(joins);
    leaves = List.copyOf(leaves);
  }

  boolean isEmpty() {
    return joins.isEmpty() && leaves.isEmpty();
  }

  /** This and then the other. */
  Diff then(Diff later) {
    if (isEmpty()) {
      return later;
    }
    if (later.isEmpty()) {
      return this;
    }
    List<TrackerEntry> allJoins = new ArrayList<>(joins);
    allJoins.addAll(later.joins);
    List<TrackerEntry> allLeaves = new ArrayList<>(leaves);
    allLeaves.addAll(later.leaves);
    return new Diff(allJoins, allLeaves);
  }
}
