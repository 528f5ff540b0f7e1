package dev.anqa.tracker;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whom to ask for what this node lacks.
 *
 * <p>Ports {@code Phoenix.Tracker.Clock} and {@code clockset_to_sync} of its {@code Shard}: of
 * several nodes that are ahead, only those are asked that together know everything. Differs in: a
 * node is asked only for replicas that this node sees as up and lacks something of, so one that
 * knows of replicas which this node does not is not asked for ever.
 */
final class TransferPlan {
  private TransferPlan() {}

  /**
   * Picks as few nodes as it can.
   *
   * @param self this replica
   * @param seen how much this node has seen of itself and of each replica that is up
   * @param adverts what replicas have said to have seen; only those that are up are asked
   * @return for each replica to ask, what to ask it for: the clocks of which more is wanted
   */
  static Map<ReplicaId, Map<ReplicaId, Long>> plan(
      ReplicaId self, Map<ReplicaId, Long> seen, Map<ReplicaId, Map<ReplicaId, Long>> adverts) {
    Map<ReplicaId, Map<ReplicaId, Long>> heard = new TreeMap<>(adverts);
    heard.keySet().retainAll(seen.keySet());
    Map<ReplicaId, Long> wanted = wanted(self, seen, heard);
    Map<ReplicaId, Map<ReplicaId, Long>> requests = new TreeMap<>();
    while (!wanted.isEmpty()) {
      var best = mostAhead(wanted, heard);
      Map<ReplicaId, Long> request = new TreeMap<>();
      wanted.forEach((replica, clock) -> {
        if (has(best.getValue(), replica, clock)) {
          request.put(replica, seen.get(replica));
        }
      });
      wanted.keySet().removeAll(request.keySet());
      requests.put(best.getKey(), request);
    }
    return requests;
  }

  /** The greatest clock that somebody has of each replica that this node lacks something of. */
  private static Map<ReplicaId, Long> wanted(
      ReplicaId self, Map<ReplicaId, Long> seen, Map<ReplicaId, Map<ReplicaId, Long>> heard) {
    Map<ReplicaId, Long> wanted = new TreeMap<>();
    for (Map<ReplicaId, Long> advert : heard.values()) {
      advert.forEach((replica, clock) -> {
        if (!replica.equals(self) && clock > seen.getOrDefault(replica, Long.MAX_VALUE)) {
          wanted.merge(replica, clock, Math::max);
        }
      });
    }
    return wanted;
  }

  /** Who can answer most of what is wanted; at least one can answer something. */
  private static Map.Entry<ReplicaId, Map<ReplicaId, Long>> mostAhead(
      Map<ReplicaId, Long> wanted, Map<ReplicaId, Map<ReplicaId, Long>> heard) {
    return heard.entrySet().stream()
        .max(Comparator.comparingLong(each -> answers(wanted, each.getValue())))
        .orElseThrow();
  }

  private static long answers(Map<ReplicaId, Long> wanted, Map<ReplicaId, Long> advert) {
    return wanted.entrySet().stream()
        .filter(each -> has(advert, each.getKey(), each.getValue()))
        .count();
  }

  private static boolean has(Map<ReplicaId, Long> advert, ReplicaId replica, long clock) {
    return advert.getOrDefault(replica, -1L) >= clock;
  }
}
