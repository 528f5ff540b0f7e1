package dev.anqa.tracker;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the shards of one name on different nodes say to each other. */
sealed interface TrackerMessage {
  /** Who says it. */
  ReplicaId sender();

  /**
   * To all: the sender is there.
   *
   * @param seen how much the sender has seen of itself and of each replica that it sees as up
   * @param delta what the sender's own entries went through since its last heartbeat with a delta;
   *     null if nothing
   */
  record Heartbeat(ReplicaId sender, Map<ReplicaId, Long> seen, @Nullable Delta delta)
      implements TrackerMessage {}

  /**
   * To one: the sender lacks something.
   *
   * @param seen how much the sender has seen of the replicas it wants more of
   */
  record TransferRequest(ReplicaId sender, Map<ReplicaId, Long> seen) implements TrackerMessage {}

  /** To one: what it asked for. */
  record TransferAck(ReplicaId sender, List<Delta> deltas) implements TrackerMessage {}

  /** To all: the sender ends and will not come back. */
  record Goodbye(ReplicaId sender) implements TrackerMessage {}
}
