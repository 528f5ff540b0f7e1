package dev.anqa.tracker;

import dev.anqa.tracker.TrackerMessage.Goodbye;
import dev.anqa.tracker.TrackerMessage.Heartbeat;
import dev.anqa.tracker.TrackerMessage.TransferAck;
import dev.anqa.tracker.TrackerMessage.TransferRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps a {@link TrackerState} equal to those of other nodes: what to say when, and what to do with
 * what they say. Pure, as the state is: time comes with each call, messages leave through {@link
 * Out}. Not safe for use by several threads.
 *
 * <p>Ports the replication of {@code Phoenix.Tracker.Shard}. Differs in:
 *
 * <ul>
 *   <li>Any message is a sign of life, not only a heartbeat.
 *   <li>A heartbeat is due at the next period, not after the silent periods, when another node's
 *       heartbeat shows that it does not know this one, or lacks changes that were sent. So after a
 *       start or a partition nodes agree within a few periods, however quiet they are.
 *   <li>When the adapter tells that a partition has healed, a heartbeat is sent at once.
 *   <li>An answer to a request that would say nothing is not sent.
 * </ul>
 */
final class Replicator {
  /** Where everything goes; called before the call that caused it returns. */
  interface Out {
    /** To all other nodes. */
    void broadcast(TrackerMessage message);

    /** To one node. */
    void send(String node, TrackerMessage message);

    /** The entries that can be seen have changed because of other nodes. */
    void changed(Diff diff);

    void event(TrackerEvent event);
  }

  private static final int EAGER_PERIODS = 3;

  private final TrackerState<?> state;
  private final Membership membership;
  private final int maxSilentPeriods;
  private final int clockSamplePeriods;
  private final Out out;

  /** What other replicas said to have seen, since the last decision whom to ask. */
  private final Map<ReplicaId, Map<ReplicaId, Long>> adverts = new TreeMap<>();

  /** Periods since the last heartbeat. */
  private int silentPeriods;

  /** Whether to send a heartbeat at the next period in any case; true at first. */
  private boolean heartbeatDue = true;

  /** This replica's clock in the last heartbeat. */
  private long advertised;

  /** Periods since the last decision whom to ask. */
  private int sampledPeriods;

  /** In how many periods more that is decided each time. */
  private int eagerPeriods;

  Replicator(
      TrackerState<?> state,
      Membership membership,
      int maxSilentPeriods,
      int clockSamplePeriods,
      Out out) {
    this.state = state;
    this.membership = membership;
    this.maxSilentPeriods = maxSilentPeriods;
    this.clockSamplePeriods = clockSamplePeriods;
    this.out = out;
  }

  /** A broadcast period has passed. */
  void tick(long now) {
    heartbeat();
    if (++sampledPeriods >= clockSamplePeriods || eagerPeriods > 0) {
      sampledPeriods = 0;
      eagerPeriods = Math.max(0, eagerPeriods - 1);
      requestTransfers();
    }
    membership.check(now).forEach(this::apply);
  }

  private void heartbeat() {
    if (!state.hasDelta() && !heartbeatDue && silentPeriods < maxSilentPeriods) {
      silentPeriods++;
      return;
    }
    sendHeartbeat();
  }

  private void sendHeartbeat() {
    Delta delta = state.hasDelta() ? state.takeDelta() : null;
    Map<ReplicaId, Long> seen = state.clocks();
    silentPeriods = 0;
    heartbeatDue = false;
    advertised = seen.getOrDefault(state.self(), 0L);
    out.broadcast(new Heartbeat(state.self(), seen, delta));
  }

  private void requestTransfers() {
    TransferPlan.plan(state.self(), state.clocks(), adverts)
        .forEach((replica, seen) -> {
          out.event(new TrackerEvent.TransferRequested(replica.node(), seen.size()));
          out.send(replica.node(), new TransferRequest(state.self(), seen));
        });
    adverts.clear();
  }

  /** Another node, or an earlier life of this one, has said something. */
  void receive(TrackerMessage message, long now) {
    ReplicaId sender = message.sender();
    if (sender.equals(state.self())) {
      return;
    }
    if (membership.isStale(sender)) {
      out.event(new TrackerEvent.StaleMessage(sender.node()));
      return;
    }
    if (message instanceof Goodbye) {
      membership.goodbye(sender, now).forEach(this::apply);
      return;
    }
    membership.heard(sender, now).forEach(this::apply);
    switch (message) {
      case Heartbeat heartbeat -> handle(heartbeat);
      case TransferRequest request -> handle(request);
      case TransferAck ack -> merge(ack.deltas());
      case Goodbye _ -> {}
    }
  }

  private void handle(Heartbeat heartbeat) {
    adverts.put(heartbeat.sender(), heartbeat.seen());
    if (heartbeat.seen().getOrDefault(state.self(), -1L) < advertised) {
      heartbeatDue = true;
    }
    if (heartbeat.delta() != null) {
      merge(List.of(heartbeat.delta()));
    }
  }

  private void handle(TransferRequest request) {
    List<Delta> deltas = state.extract(request.seen());
    if (deltas.isEmpty()) {
      return;
    }
    String node = request.sender().node();
    int size = deltas.stream().mapToInt(Delta::size).sum();
    out.event(new TrackerEvent.TransferSent(node, size));
    out.send(node, new TransferAck(state.self(), deltas));
  }

  private void merge(List<Delta> deltas) {
    Diff diff = Diff.NONE;
    for (Delta delta : deltas) {
      switch (state.merge(delta)) {
        case Merge.Merged(Diff merged) -> diff = diff.then(merged);
        case Merge.Gap(long seen, long from) ->
            out.event(new TrackerEvent.ChangesMissed(delta.replica().node(), from - seen));
        case Merge.Known _, Merge.Stranger _ -> {}
      }
    }
    changed(diff);
  }

  private void apply(Membership.Change change) {
    switch (change) {
      case Membership.Change.Up(var id) -> {
        out.event(new TrackerEvent.ReplicaUp(id.node()));
        changed(state.replicaUp(id));
      }
      case Membership.Change.Down(var id) -> {
        out.event(new TrackerEvent.ReplicaDown(id.node()));
        changed(state.replicaDown(id));
      }
      case Membership.Change.Gone(var id) -> {
        out.event(new TrackerEvent.ReplicaForgotten(id.node()));
        changed(state.replicaGone(id));
      }
    }
  }

  private void changed(Diff diff) {
    if (!diff.isEmpty()) {
      out.changed(diff);
    }
  }

  /**
   * Nodes that were cut off can be reached again: lets all know at once what this one has, and once
   * more in the next period, for others may not be ready yet to hear it. Asks in each of the next
   * periods for what it lacks. So do the others, and lists are equal within two.
   */
  void reunited() {
    sendHeartbeat();
    heartbeatDue = true;
    eagerPeriods = EAGER_PERIODS;
  }

  /** Has a heartbeat sent at the next period in any case. */
  void announce() {
    heartbeatDue = true;
  }

  /**
   * The end: tells the other nodes what they have not been told.
   *
   * @param goodbye whether to tell them that this replica will not come back, so that they forget
   *     it at once
   */
  void close(boolean goodbye) {
    if (goodbye) {
      out.broadcast(new Goodbye(state.self()));
    } else if (state.hasDelta()) {
      heartbeat();
    }
  }
}
