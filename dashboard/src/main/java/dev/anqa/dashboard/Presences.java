package dev.anqa.dashboard;

import dev.anqa.Endpoint;
import dev.anqa.inspect.Page;
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
 * Who is present, on all nodes, as this one knows it. Bounded: at most so many rows, with a word on
 * how many there are.
 */
final class Presences {
  /** Rows of an answer, and topics that are looked through for one. */
  static final int MOST = 200;

  private final Endpoint endpoint;

  Presences(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Answers.
   *
   * @param params {@code topic} for those who are present there; else {@code prefix} for the topics
   *     that begin so, have subscribers on this node, and somebody present
   */
  Map<String, @Nullable Object> answer(Map<String, Object> params) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("presences", endpoint.presences().stream().map(Presences::presence).toList());
    if (params.get("topic") instanceof String topic) {
      present(topic, answer);
    } else {
      topics(params.get("prefix") instanceof String prefix ? prefix : "", answer);
    }
    return answer;
  }

  private static Map<String, Object> presence(Presence presence) {
    return Map.of("name", presence.name(), "size", presence.size());
  }

  private void topics(String prefix, Map<String, @Nullable Object> answer) {
    Page<TopicInfo> page = endpoint.inspect().topics(prefix, PageRequest.first(MOST));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Presence presence : endpoint.presences()) {
      for (TopicInfo topic : page.items()) {
        int keys = presence.metas(topic.topic()).size();
        if (keys > 0) {
          rows.add(Map.of("presence", presence.name(), "topic", topic.topic(), "keys", keys));
        }
      }
    }
    answer.put("topics", rows);
    answer.put("more", page.next() != null);
  }

  private void present(String topic, Map<String, @Nullable Object> answer) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    int total = 0;
    for (Presence presence : endpoint.presences()) {
      for (Map.Entry<String, List<Meta>> each : presence.metas(topic).entrySet()) {
        for (Meta meta : each.getValue()) {
          total++;
          if (rows.size() < MOST) {
            rows.add(row(presence, each.getKey(), meta));
          }
        }
      }
    }
    answer.put("rows", rows);
    answer.put("total", total);
  }

  private Map<String, @Nullable Object> row(Presence presence, String key, Meta meta) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("presence", presence.name());
    row.put("key", key);
    row.put("node", meta.node());
    row.put("ref", meta.ref());
    row.put("meta", endpoint.inspect().filtered(meta.payload().as(endpoint.json(), Object.class)));
    return row;
  }
}
