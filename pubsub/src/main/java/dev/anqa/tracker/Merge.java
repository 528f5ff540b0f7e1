package dev.anqa.tracker;

/** What became of a delta that another node sent. */
sealed interface Merge {
  /** It told something new; the diff is what that changed among the entries that can be seen. */
  record Merged(Diff diff) implements Merge {}

  /** It told nothing new, or was about this node's own entries. */
  record Known() implements Merge {}

  /** It is about a replica that has not been heard, or has been forgotten. */
  record Stranger() implements Merge {}

  /**
   * It starts later than what has been seen; something in between was lost and must be asked for.
   *
   * @param seen the clock that has been seen
   * @param from the clock the delta starts at
   */
  record Gap(long seen, long from) implements Merge {}
}
