package dev.anqa.presence;

import dev.anqa.pubsub.Json;
import dev.anqa.tracker.TrackerEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes of entries what clients are told. */
record Enricher(Fetch fetch, Json json) {
  /** The same, adding nothing. */
  Enricher plain() {
    return new Enricher(Fetch.NOTHING, json);
  }

  /** The metas by key, both in the order of the entries. */
  Map<String, List<Meta>> metas(Collection<TrackerEntry> entries) {
    Map<String, List<Meta>> metas = new LinkedHashMap<>();
    for (TrackerEntry entry : entries) {
      metas.computeIfAbsent(entry.key(), _ -> new ArrayList<>(1)).add(new Meta(entry, json));
    }
    metas.replaceAll((_, of) -> List.copyOf(of));
    return Collections.unmodifiableMap(metas);
  }

  PresenceDiff diff(String topic, Change change) {
    return new PresenceDiff(
        enrich(topic, metas(change.joins())), enrich(topic, metas(change.leaves())));
  }

  /** Asks for additions, and puts them beside the metas. */
  Map<String, Present> enrich(String topic, Map<String, List<Meta>> metas) {
    if (metas.isEmpty()) {
      return Map.of();
    }
    Map<String, ? extends Map<String, ?>> additions = fetch.fetch(topic, metas);
    Map<String, Present> enriched = new LinkedHashMap<>();
    metas.forEach((key, of) -> {
      Map<String, ?> added = additions.get(key);
      enriched.put(key, new Present(of, added == null ? Map.of() : checked(key, added), json));
    });
    return Collections.unmodifiableMap(enriched);
  }

  private static Map<String, ?> checked(String key, Map<String, ?> added) {
    if (added.containsKey("metas")) {
      throw new IllegalArgumentException(
          "fetch added \"metas\" to \"%s\" (expected: other names; the metas are there already)"
              .formatted(key));
    }
    return Collections.unmodifiableMap(added);
  }
}
