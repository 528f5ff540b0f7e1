package dev.anqa.transport;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a query string: {@code a=1} is a string, {@code a[]=1} a list, {@code a[b]=1} a map.
 *
 * <p>Ports {@code lib/plug/conn/query.ex}: the last of equal names wins, a list or map counting
 * from where it first came; a level whose last entry has no name is a list, else a map, and the
 * entries of the other kind are dropped. Differs in: bad percent-encoding is refused, and so are
 * more than {@value #MAX_PARAMETERS} parameters or {@value #MAX_LEVELS} levels, which no client
 * has.
 */
final class Query {
  /** The longest query string; Plug's {@code :length} of 1,000,000. */
  static final int MAX_LENGTH = 1_000_000;

  static final int MAX_PARAMETERS = 1_000;
  static final int MAX_LEVELS = 32;

  /** The entries of one level, in the order in which their names came. */
  private final List<Entry> entries = new ArrayList<>();

  /** The levels below, each of them in {@link #entries} once. */
  private final Map<@Nullable String, Query> below = new HashMap<>();

  /** A name, null for {@code []}, and a string or a level. */
  private record Entry(@Nullable String name, Object value) {}

  private Query() {}

  /** The parameters by name; unmodifiable. */
  static Map<String, Object> parse(String query) throws Refused {
    return parse(query, Map.of());
  }

  /**
   * The parameters by name, those of the path winning; unmodifiable.
   *
   * @throws Refused with 414 if it is too long, else with 400
   */
  static Map<String, Object> parse(String query, Map<String, String> ofPath) throws Refused {
    if (query.length() > MAX_LENGTH) {
      throw new Refused(HttpResponse.empty(414), "query of " + query.length() + " bytes");
    }
    Query root = new Query();
    int count = 0;
    for (int start = 0; start < query.length(); ) {
      int end = query.indexOf('&', start);
      end = end < 0 ? query.length() : end;
      if (end > start) {
        if (++count > MAX_PARAMETERS) {
          throw bad("more than " + MAX_PARAMETERS + " parameters");
        }
        root.addPair(query.substring(start, end));
      }
      start = end + 1;
    }
    Map<String, Object> all = root.asMap();
    all.putAll(ofPath);
    return Collections.unmodifiableMap(all);
  }

  private void addPair(String pair) throws Refused {
    int equals = pair.indexOf('=');
    String name = decode(equals < 0 ? pair : pair.substring(0, equals));
    String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
    int bracket = name.endsWith("]") ? name.indexOf('[') : -1;
    if (bracket < 1) {
      entries.add(new Entry(name, value));
      return;
    }
    Query level = below(name.substring(0, bracket));
    String inner = name.substring(bracket + 1, name.length() - 1);
    int levels = 1;
    for (int next; (next = inner.indexOf("][")) >= 0; inner = inner.substring(next + 2)) {
      if (++levels > MAX_LEVELS) {
        throw bad("more than " + MAX_LEVELS + " levels");
      }
      level = level.below(orNull(inner.substring(0, next)));
    }
    level.entries.add(new Entry(orNull(inner), value));
  }

  private static String decode(String text) throws Refused {
    String decoded = Percent.decode(text, /* plusIsSpace= */ true);
    if (decoded == null) {
      throw bad("not percent-encoded UTF-8");
    }
    return decoded;
  }

  private static @Nullable String orNull(String name) {
    return name.isEmpty() ? null : name;
  }

  private Query below(@Nullable String name) {
    Query level = below.get(name);
    if (level == null) {
      level = new Query();
      below.put(name, level);
      entries.add(new Entry(name, level));
    }
    return level;
  }

  private Object value() {
    return entries.getLast().name == null ? asList() : Collections.unmodifiableMap(asMap());
  }

  private List<Object> asList() {
    return entries.stream().filter(entry -> entry.name == null).map(Query::valueOf).toList();
  }

  private Map<String, Object> asMap() {
    Map<String, Object> map = LinkedHashMap.newLinkedHashMap(entries.size());
    for (Entry entry : entries) {
      if (entry.name != null) {
        map.put(entry.name, valueOf(entry));
      }
    }
    return map;
  }

  private static Object valueOf(Entry entry) {
    return entry.value instanceof Query level ? level.value() : entry.value;
  }

  private static Refused bad(String reason) {
    return new Refused(HttpResponse.empty(400), "query: " + reason);
  }
}
