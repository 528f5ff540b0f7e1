package dev.anqa.presence;

import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.tracker.DiffHandler;
import dev.anqa.tracker.TrackerDiff;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts each change into the line of its topic. Any thread that the tracker handles diffs on.
 *
 * <p>Ports the tasks of {@code lib/phoenix/presence.ex}. Differs in: topics do not wait for each
 * other; what comes faster than it can be told is told as one change; a failing hook takes nothing
 * down. There is no dispatcher to choose: every subscriber of a topic says by itself how it takes
 * broadcasts.
 */
final class DiffLines implements DiffHandler {
  final PresenceBuilder options;
  final PubSub pubsub;
  final Time time;
  final Telemetry telemetry;
  final Enricher enricher;

  /** Topics where something has not been told yet, or somebody must be remembered. */
  private final ConcurrentHashMap<String, TopicDiffs> topics = new ConcurrentHashMap<>();

  DiffLines(
      PresenceBuilder options, PubSub pubsub, Time time, Telemetry telemetry, Enricher enricher) {
    this.options = options;
    this.pubsub = pubsub;
    this.time = time;
    this.telemetry = telemetry;
    this.enricher = enricher;
  }

  @Override
  public void handleDiff(List<TrackerDiff> diffs) {
    for (TrackerDiff diff : diffs) {
      TopicDiffs line = lineOf(diff.topic());
      while (!line.add(diff)) {
        drop(diff.topic(), line);
        line = lineOf(diff.topic());
      }
    }
  }

  private TopicDiffs lineOf(String topic) {
    return topics.computeIfAbsent(topic, _ -> new TopicDiffs(topic, this));
  }

  /** A line is over. */
  void drop(String topic, TopicDiffs line) {
    topics.remove(topic, line);
  }

  /** How many topics are remembered. */
  int topics() {
    return topics.size();
  }
}
