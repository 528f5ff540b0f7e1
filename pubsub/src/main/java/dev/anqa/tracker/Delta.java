package dev.anqa.tracker;

import java.util.List;

/**
 * What happened to one replica's entries between two of its clocks. A whole state is the delta from
 * clock 0.
 *
 * @param replica whose entries
 * @param from the clock it starts at; only who has seen all up to there can use it
 * @param to the clock of one who merged it
 * @param added the entries with a dot above {@code from} that are there at {@code to}, by ascending
 *     dot; one with such a dot that is missing here has left before {@code to}
 * @param removed the dots up to {@code from} of entries that left before {@code to}, ascending
 */
record Delta(ReplicaId replica, long from, long to, List<TrackerEntry> added, List<Long> removed) {
  Delta {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }

  /** How many entries and dots it carries. */
  int size() {
    return added.size() + removed.size();
  }
}
