package dev.anqa.inspect;

import dev.anqa.inspect.NodeTree.ReplicaInfo;
import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TelemetryListener;
import dev.anqa.tracker.TrackerEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Remembers what was last told of other nodes. Any thread may call. */
final class Neighbours implements TelemetryListener {
  private final Time time;

  /** By the name of the tracker and of the node; those that are forgotten are not in it. */
  private final Map<String, Map<String, ReplicaInfo>> replicas = new ConcurrentHashMap<>();

  /** Whether the adapter said last that it has lost the other nodes. */
  private volatile boolean cutOff;

  Neighbours(Time time) {
    this.time = time;
  }

  @Override
  public boolean wants(Class<? extends TelemetryEvent> kind) {
    return kind == TelemetryEvent.TrackerTold.class || kind == TelemetryEvent.PubSubFailed.class;
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
      case TelemetryEvent.PubSubFailed(PubSubEvent.FromAdapter(AdapterEvent.Connected _)) ->
          cutOff = false;
      case TelemetryEvent.PubSubFailed(PubSubEvent.FromAdapter(AdapterEvent.Disconnected _)) ->
          cutOff = true;
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

  /** Whether the adapter said last that it has lost the other nodes. */
  boolean isCutOff() {
    return cutOff;
  }
}
