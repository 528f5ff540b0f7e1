package dev.anqa.dashboard;

import dev.anqa.Endpoint;
import dev.anqa.inspect.PageRequest;
import dev.anqa.inspect.TopicInfo;
import dev.anqa.presence.Meta;
import dev.anqa.presence.Presence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is present, on all nodes, as this one knows it. Listed page by page, as other listings, but
 * with presences where those have nodes: {@code next} has those that have more.
 */
final class Presences {
  /** Keys of a page, or topics. */
  static final int PAGE = 100;

  /** Metas that are shown of a key; the last one says how many more there are. */
  static final int METAS = 20;

  /** Topics that are looked through for a page. */
  private static final int LOOKED_THROUGH = PageRequest.MAX_LIMIT;

  /** A page. */
  private record Part(List<Map<String, @Nullable Object>> rows, @Nullable String next) {}

  private final Endpoint endpoint;

  Presences(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Answers.
   *
   * @param params {@code topic} for those who are present there; else {@code prefix} for the topics
   *     that begin so, have subscribers on this node, and somebody present. {@code presence} for
   *     one only, by its name; {@code after} for a further page, what {@code next} has
   */
  Map<String, @Nullable Object> answer(Map<String, Object> params) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    Map<String, String> next = new LinkedHashMap<>();
    Object wanted = params.get("presence");
    for (Presence presence : endpoint.presences()) {
      if (wanted == null || wanted.equals(presence.name())) {
        Part part = part(presence, params);
        rows.addAll(part.rows());
        if (part.next() != null) {
          next.put(presence.name(), part.next());
        }
      }
    }
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("presences", presences(params));
    answer.put("presence", rows);
    answer.put("next", next);
    answer.put("unanswered", Map.of());
    return answer;
  }

  private List<Map<String, Object>> presences(Map<String, Object> params) {
    return endpoint.presences().stream()
        .map(each ->
            params.get("topic") instanceof String topic
                ? Map.<String, Object>of(
                    "name", each.name(), "size", each.size(), "keys", each.count(topic))
                : Map.<String, Object>of("name", each.name(), "size", each.size()))
        .toList();
  }

  private Part part(Presence presence, Map<String, Object> params) {
    String after = params.get("after") instanceof String cursor ? cursor : null;
    if (params.get("topic") instanceof String topic) {
      return present(presence, topic, after);
    }
    return topics(presence, params.get("prefix") instanceof String prefix ? prefix : "", after);
  }

  private Part topics(Presence presence, String prefix, @Nullable String after) {
    var page = endpoint.inspect().topics(prefix, new PageRequest(after, LOOKED_THROUGH));
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (TopicInfo topic : page.items()) {
      int keys = presence.count(topic.topic());
      if (keys > 0) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("presence", presence.name());
        row.put("topic", topic.topic());
        row.put("keys", keys);
        rows.add(row);
      }
      if (rows.size() == PAGE && !topic.equals(page.items().getLast())) {
        return new Part(rows, topic.topic());
      }
    }
    return new Part(rows, page.next());
  }

  private Part present(Presence presence, String topic, @Nullable String after) {
    Map<String, List<Meta>> metas = presence.metas(topic, after, PAGE + 1);
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    String last = null;
    int keys = 0;
    for (Map.Entry<String, List<Meta>> each : metas.entrySet()) {
      if (++keys > PAGE) {
        return new Part(rows, last);
      }
      last = each.getKey();
      addRows(presence, last, each.getValue(), rows);
    }
    return new Part(rows, null);
  }

  private void addRows(
      Presence presence, String key, List<Meta> metas, List<Map<String, @Nullable Object>> rows) {
    int shown = Math.min(METAS, metas.size());
    for (Meta meta : metas.subList(0, shown)) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("presence", presence.name());
      row.put("key", key);
      row.put("node", meta.node());
      row.put("ref", meta.ref());
      row.put(
          "meta", endpoint.inspect().filtered(meta.payload().as(endpoint.json(), Object.class)));
      rows.add(row);
    }
    rows.getLast().put("more", metas.size() - shown);
  }
}
