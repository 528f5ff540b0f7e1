package dev.anqa.presence;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who came to a topic and who left it, in one change.
 *
 * @param joins by key, with the metas that have come, not those that were there before
 * @param leaves by key, with the metas that have gone; an update is in both, under one key
 */
public record PresenceDiff(Map<String, Present> joins, Map<String, Present> leaves) {
  /** The payload of {@code presence_diff}. */
  Payload payload(Json json) {
    JsonText to = new JsonText(json).open();
    Present.write(joins, to.name("joins"));
    Present.write(leaves, to.name("leaves"));
    return to.close().payload();
  }

  /** The same as several that have so many keys at most; what belongs to one key stays together. */
  List<PresenceDiff> split(int maxKeys) {
    Set<String> keys = new LinkedHashSet<>(leaves.keySet());
    keys.addAll(joins.keySet());
    if (keys.size() <= maxKeys) {
      return List.of(this);
    }
    List<PresenceDiff> pieces = new ArrayList<>();
    PresenceDiff piece = empty();
    int inPiece = 0;
    for (String key : keys) {
      if (inPiece++ % maxKeys == 0) {
        piece = empty();
        pieces.add(piece);
      }
      move(key, joins, piece.joins);
      move(key, leaves, piece.leaves);
    }
    return pieces;
  }

  private static PresenceDiff empty() {
    return new PresenceDiff(new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  private static void move(String key, Map<String, Present> from, Map<String, Present> to) {
    Present present = from.get(key);
    if (present != null) {
      to.put(key, present);
    }
  }
}
