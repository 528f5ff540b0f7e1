package dev.anqa.presence;

import java.util.List;
import java.util.Map;

/**
 * Follows who is present, on all nodes, without being a client; {@code handle_metas/4} of Phoenix.
 *
 * <p>Differs from Phoenix in: what it remembers are its own fields, so there is no {@code init} and
 * no state to hand on; topics do not wait for each other.
 */
@FunctionalInterface
public interface MetasHandler {
  /**
   * Something has changed on a topic; the clients of this node are told already.
   *
   * <p>Called on a virtual thread, for one change of a topic after the other in their order, and
   * for different topics at the same time. May block, which keeps later diffs of the topic waiting.
   * What it throws becomes a telemetry event.
   *
   * @param diff what clients were told, with the additions of {@link Fetch}
   * @param present the metas of all who are present now, by key, the oldest first; a view to be
   *     read during the call, empty when nobody is left
   */
  void handleMetas(String topic, PresenceDiff diff, Map<String, List<Meta>> present);
}
