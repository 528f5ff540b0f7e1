package dev.anqa.presence;

import dev.anqa.tracker.TrackerDiff;
import dev.anqa.tracker.TrackerEntry;
import java.util.Collection;
import java.util.LinkedHashSet;

/**
 * What happened on a topic since clients were told last, as one.
 *
 * <p>Who came and went again is in the leaves, for a client that got a list in between knows of it;
 * others take no notice of a leave without a join. So it is with a node that was hidden and is
 * back.
 */
final class Change {
  private final LinkedHashSet<TrackerEntry> joins = new LinkedHashSet<>();
  private final LinkedHashSet<TrackerEntry> leaves = new LinkedHashSet<>();

  /** Adds what happened then. */
  void add(TrackerDiff diff) {
    for (TrackerEntry entry : diff.leaves()) {
      joins.remove(entry);
      leaves.add(entry);
    }
    for (TrackerEntry entry : diff.joins()) {
      leaves.remove(entry);
      joins.add(entry);
    }
  }

  Collection<TrackerEntry> joins() {
    return joins;
  }

  Collection<TrackerEntry> leaves() {
    return leaves;
  }
}
