package dev.anqa.inspect;

import dev.anqa.inspect.NodeTree.ReplicaInfo;
import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TelemetryListener;
import dev.anqa.tracker.TrackerEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Remembers what trackers told last of other nodes. Any thread may call. */
final class Neighbours implements TelemetryListener {
  private final Time time;

  /** By the name of the tracker and of the node; those that are forgotten are not in it. */
  private final Map<String, Map<String, ReplicaInfo>> replicas = new ConcurrentHashMap<>();

  Neighbours(Time time) {
    this.time = time;
  }

  @Override
  public boolean wants(Class<? extends TelemetryEvent> kind) {
    return kind == TelemetryEvent.TrackerTold.class;
  }

  @Override
  public void handle(TelemetryEvent event) {
    switch (event) {
      case TelemetryEvent.TrackerTold(String tracker, TrackerEvent.ReplicaUp(String node)) ->
          of(tracker).put(node, new ReplicaInfo(node, /* up= */ true, time.now()));
      case TelemetryEvent.TrackerTold(String tracker, TrackerEvent.ReplicaDown(String node)) ->
          of(tracker).put(node, new ReplicaInfo(node, /* up= */ false, time.now()));
      case TelemetryEvent.TrackerTold(String tracker, TrackerEvent.ReplicaForgotten(String node)) ->
          of(tracker).remove(node);
      default -> {} // Says nothing of other nodes.
    }
  }

  private Map<String, ReplicaInfo> of(String tracker) {
    return replicas.computeIfAbsent(tracker, _ -> new ConcurrentSkipListMap<>());
  }

  /** The nodes that a tracker knows, by name. */
  List<ReplicaInfo> replicas(String tracker) {
    return List.copyOf(of(tracker).values());
  }
}
