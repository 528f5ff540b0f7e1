package dev.anqa.presence;

import java.util.List;
import java.util.Map;

/**
 * Adds what the application knows of those who are present, such as names from a database; {@code
 * fetch/2} of Phoenix.
 *
 * <p>It is asked for a whole batch at once: for each list, each lookup by key, and the joins and
 * the leaves of each diff. Empty batches are left out. It may block, and may run many times at
 * once: for diffs on a virtual thread of its own, otherwise on the caller's.
 *
 * <p>Differs from Phoenix in: it gives what is to be added, so the metas cannot get lost.
 */
@FunctionalInterface
public interface Fetch {
  /** Adds nothing. */
  Fetch NOTHING = (_, _) -> Map.of();

  /**
   * Tells what to add.
   *
   * <p>What it throws comes out of a list or lookup. For a diff it becomes a telemetry event, and
   * the diff goes out without the additions: clients stay in sync.
   *
   * @param topic such as {@code room:lobby}
   * @param present the metas by key; never empty
   * @return by key, what is to stand beside {@code metas} in the JSON object of that key; keys may
   *     be left out
   */
  Map<String, ? extends Map<String, ?>> fetch(String topic, Map<String, List<Meta>> present);
}
