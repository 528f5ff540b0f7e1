package dev.anqa.tracker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * The dots that left a replica lately, in steps from one clock to the next, so that a node that is
 * a little behind can be told what it missed instead of everything.
 *
 * <p>Takes the place of phoenix_pubsub's {@code delta_generation.ex}, which keeps three merged
 * deltas of growing size for all replicas together. Differs in: what was added need not be kept,
 * for it is among the entries or has left; so what remains are dots, and the answer is exact for
 * each replica and each clock.
 */
final class History {
  /** The dots that left after {@code from}, up to the next step's {@code from}. */
  private record Step(long from, List<Long> removed) {
    int weight() {
      return 1 + removed.size();
    }
  }

  private final int maxSize;

  /** Closed steps, oldest first. */
  private final ArrayDeque<Step> steps = new ArrayDeque<>();

  /** The weight of all closed steps; at most {@code maxSize}. */
  private int size;

  /** The step that is growing. */
  private Step open = new Step(0, new ArrayList<>());

  /**
   * An empty history that starts at clock 0.
   *
   * @param maxSize how many dots and steps are kept; with 0 nobody can be told less than everything
   */
  History(int maxSize) {
    this.maxSize = maxSize;
  }

  /** Notes that an entry left in the open step. */
  void removed(long dot) {
    open.removed().add(dot);
  }

  /** Ends the open step at the clock, if that is later than its start, and begins the next. */
  void close(long clock) {
    if (clock == open.from()) {
      return;
    }
    steps.addLast(open);
    size += open.weight();
    open = new Step(clock, new ArrayList<>());
    while (size > maxSize) {
      size -= steps.removeFirst().weight();
    }
  }

  /** The start of the last step that began at or before the clock; 0 when that is forgotten. */
  long stepAt(long clock) {
    if (open.from() <= clock) {
      return open.from();
    }
    for (Iterator<Step> each = steps.descendingIterator(); each.hasNext(); ) {
      long from = each.next().from();
      if (from <= clock) {
        return from;
      }
    }
    return 0;
  }

  /**
   * The dots, ascending, of entries that were there at {@code from} and have left.
   *
   * @param from the start of a step that is still known
   */
  List<Long> removedSince(long from) {
    List<Long> dots = new ArrayList<>();
    addUpTo(from, open, dots);
    for (Iterator<Step> each = steps.descendingIterator(); each.hasNext(); ) {
      Step step = each.next();
      if (step.from() < from) {
        break;
      }
      addUpTo(from, step, dots);
    }
    Collections.sort(dots);
    return dots;
  }

  private static void addUpTo(long from, Step step, List<Long> dots) {
    for (long dot : step.removed()) {
      if (dot <= from) {
        dots.add(dot);
      }
    }
  }

  /** The weight of what is kept. */
  int size() {
    return size + open.weight();
  }
}
