package dev.anqa.tracker;

import java.util.List;

/** What is done about each change of who is where; Phoenix's {@code handle_diff/2}. */
@FunctionalInterface
public interface DiffHandler {
  /** Does nothing: for those who only want the lists. */
  DiffHandler NONE = _ -> {};

  /**
   * Something has changed, on this node or another; {@link Tracker#list} shows it already.
   *
   * <p>Called on the thread of a shard, for one change after the other in their order, and before
   * the call that made the change returns. It keeps all topics of the shard waiting, so it should
   * hand on what takes long, and it cannot call the tracker's own changes. What it throws becomes a
   * {@link TrackerEvent.DiffHandlerFailed}.
   *
   * @param diffs one for each topic of the change
   */
  void handleDiff(List<TrackerDiff> diffs);
}
