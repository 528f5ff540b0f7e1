package dev.anqa.tracker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who came to a topic and who left it in one change, on whichever node.
 *
 * @param topic such as {@code room:lobby}
 * @param joins the entries that {@link Tracker#list} has now and had not before
 * @param leaves the entries that it had before and has not now; an update is in both lists, with
 *     the old entry's ref as the new one's {@link TrackerEntry#previousRef()}
 */
public record TrackerDiff(String topic, List<TrackerEntry> joins, List<TrackerEntry> leaves) {
  /** The diff of copies of the lists. */
  public TrackerDiff {
    joins = List.copyOf(joins);
    leaves = List.copyOf(leaves);
  }

  /** Splits what happened at once by topic. */
  static List<TrackerDiff> byTopic(Diff diff) {
    record Lists(List<TrackerEntry> joins, List<TrackerEntry> leaves) {
      Lists() {
        this(new ArrayList<>(), new ArrayList<>());
      }
    }
    Map<String, Lists> topics = new LinkedHashMap<>();
    for (TrackerEntry entry : diff.joins()) {
      topics.computeIfAbsent(entry.topic(), _ -> new Lists()).joins().add(entry);
    }
    for (TrackerEntry entry : diff.leaves()) {
      topics.computeIfAbsent(entry.topic(), _ -> new Lists()).leaves().add(entry);
    }
    List<TrackerDiff> diffs = new ArrayList<>(topics.size());
    topics.forEach((topic, lists) -> diffs.add(new TrackerDiff(topic, lists.joins, lists.leaves)));
    return diffs;
  }
}
