package dev.anqa.tracker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which other replicas are there, judged by when they were heard last. Pure: the time comes with
 * each call, in nanoseconds.
 *
 * <p>Ports {@code Phoenix.Tracker.Replica} and the heartbeat state machine of its {@code Shard}.
 * Differs in: a message of an earlier life of a node, or of one that said goodbye, is {@linkplain
 * #isStale stale} and does nothing; there it brings the old life back and puts the new one down. So
 * a node whose wall clock was set back before it restarted is taken in only after the down period.
 */
final class Membership {
  /** What a call has changed. */
  sealed interface Change {
    /** The replica is there, for the first time or again. */
    record Up(ReplicaId replica) implements Change {}

    /** The replica has been silent for the down period and may come back. */
    record Down(ReplicaId replica) implements Change {}

    /** The replica will not come back, or has been silent for too long to be waited for. */
    record Gone(ReplicaId replica) implements Change {}
  }

  private record Member(ReplicaId id, long heardAt, boolean up) {}

  private final ReplicaId self;
  private final long downNanos;
  private final long permdownNanos;

  /** By node: a node has one life at a time. */
  private final Map<String, Member> members = new TreeMap<>();

  /** Who said goodbye, and when; kept for the down period, in case an old message comes late. */
  private final Map<ReplicaId, Long> departed = new HashMap<>();

  Membership(ReplicaId self, Duration downPeriod, Duration permdownPeriod) {
    this.self = self;
    this.downNanos = downPeriod.toNanos();
    this.permdownNanos = permdownPeriod.toNanos();
  }

  /** Whether a message of this replica must be ignored. */
  boolean isStale(ReplicaId id) {
    if (id.node().equals(self.node()) || departed.containsKey(id)) {
      return true;
    }
    Member present = members.get(id.node());
    return present != null && present.up() && present.id().replaces(id);
  }

  /** A replica that is not stale was heard. */
  List<Change> heard(ReplicaId id, long now) {
    Member before = members.put(id.node(), new Member(id, now, true));
    if (before == null) {
      return List.of(new Change.Up(id));
    }
    if (!before.id().equals(id)) {
      return List.of(new Change.Gone(before.id()), new Change.Up(id));
    }
    return before.up() ? List.of() : List.of(new Change.Up(id));
  }

  /** A replica says that it will not come back. */
  List<Change> goodbye(ReplicaId id, long now) {
    departed.put(id, now);
    Member present = members.get(id.node());
    if (present == null || !present.id().equals(id)) {
      return List.of();
    }
    members.remove(id.node());
    return List.of(new Change.Gone(id));
  }

  /** Looks who has been silent for too long. */
  List<Change> check(long now) {
    departed.values().removeIf(at -> now - at > downNanos);
    List<Change> changes = new ArrayList<>();
    for (Member member : List.copyOf(members.values())) {
      long silence = now - member.heardAt();
      String node = member.id().node();
      if (silence > permdownNanos) {
        members.remove(node);
        changes.add(new Change.Gone(member.id()));
      } else if (silence > downNanos && member.up()) {
        members.put(node, new Member(member.id(), member.heardAt(), false));
        changes.add(new Change.Down(member.id()));
      }
    }
    return changes;
  }

  /** How many replicas are remembered in one way or another. */
  int size() {
    return members.size() + departed.size();
  }
}
