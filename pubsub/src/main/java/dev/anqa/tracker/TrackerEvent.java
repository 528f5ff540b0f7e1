package dev.anqa.tracker;

/** What a {@link Tracker} tells those who watch it. */
public sealed interface TrackerEvent {
  /** A node was heard for the first time, again, or after a restart. */
  record ReplicaUp(String node) implements TrackerEvent {}

  /** A node has been silent for the down period; its entries are hidden until it is heard. */
  record ReplicaDown(String node) implements TrackerEvent {}

  /** A node said goodbye, restarted, or was silent for the permdown period; it is forgotten. */
  record ReplicaForgotten(String node) implements TrackerEvent {}

  /**
   * Changes of a node were lost on the way; they will be asked for.
   *
   * @param missed how many changes
   */
  record ChangesMissed(String node, long missed) implements TrackerEvent {}

  /**
   * A node is asked for what this one lacks.
   *
   * @param replicas of how many nodes something is lacking
   */
  record TransferRequested(String node, int replicas) implements TrackerEvent {}

  /**
   * A node was sent what it lacked.
   *
   * @param size how many entries and removals
   */
  record TransferSent(String node, int size) implements TrackerEvent {}

  /** A message of an earlier life of a node, or of one that said goodbye, came late. */
  record StaleMessage(String node) implements TrackerEvent {}

  /** Something else than a tracker's message came on the tracker's topic; it was dropped. */
  record MalformedMessage(String reason) implements TrackerEvent {}

  /** A shard did not keep up and missed a message; what was in it will be asked for. */
  record MailboxFull(int capacity) implements TrackerEvent {}

  /** A {@link DiffHandler} threw; it missed nothing else. */
  record DiffHandlerFailed(RuntimeException cause) implements TrackerEvent {}
}
