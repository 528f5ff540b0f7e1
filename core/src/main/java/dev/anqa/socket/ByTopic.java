package dev.anqa.socket;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has for each of its topics. One thread changes it; any may read, and finds it
 * as it was a moment ago. Most connections have one topic, and take no table for it.
 */
final class ByTopic<V> {
  /** Immutable while there is at most one; after that it is concurrent, and stays. */
  private volatile Map<String, V> byTopic = Map.of();

  @Nullable V get(String topic) {
    return byTopic.get(topic);
  }

  int size() {
    return byTopic.size();
  }

  Collection<V> values() {
    return byTopic.values();
  }

  void put(String topic, V value) {
    Map<String, V> now = byTopic;
    if (now instanceof ConcurrentHashMap) {
      now.put(topic, value);
    } else if (now.isEmpty() || now.containsKey(topic)) {
      byTopic = Map.of(topic, value);
    } else {
      Map<String, V> several = new ConcurrentHashMap<>(now);
      several.put(topic, value);
      byTopic = several;
    }
  }

  void remove(String topic) {
    Map<String, V> now = byTopic;
    if (now instanceof ConcurrentHashMap) {
      now.remove(topic);
    } else if (now.containsKey(topic)) {
      byTopic = Map.of();
    }
  }

  void clear() {
    byTopic = Map.of();
  }
}
