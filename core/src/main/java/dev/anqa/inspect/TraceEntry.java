package dev.anqa.inspect;

import dev.anqa.telemetry.SocketSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event of a trace, without secrets. Prints as a line:
 *
 * <pre>
 * 22:31:07.123456 a/17 handle_in room:lobby new_msg {"body": "hi"} -> ok {} (41µs)
 * </pre>
 *
 * @param at when it happened
 * @param node where
 * @param kind what happened
 * @param client the connection; null if there is none
 * @param topic null if there is none
 * @param event the event's name; for subscriptions, who subscribes; null if there is none
 * @param args what went in: a tree of maps and lists, as JSON becomes, or a text that says why it
 *     is not shown; null for nothing
 * @param result what came of it, in a few words; null for nothing
 * @param reply what went out, as {@code args}
 * @param took how long it took; null if that means nothing
 */
public record TraceEntry(
    Instant at,
    String node,
    TraceKind kind,
    @Nullable SocketSource client,
    @Nullable String topic,
    @Nullable String event,
    @Nullable Object args,
    @Nullable String result,
    @Nullable Object reply,
    @Nullable Duration took) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  /** As {@code GET /admin/trace} shows it; see {@code docs/admin.md}. */
  public Map<String, @Nullable Object> asMap() {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("at", at.toString());
    row.put("node", node);
    row.put("kind", kind.label());
    if (client != null) {
      Rows.addSource(row, client);
    }
    row.put("topic", topic);
    row.put("event", event);
    row.put("args", args);
    row.put("result", result);
    row.put("reply", reply);
    row.put("took_us", took == null ? null : took.toNanos() / 1_000);
    return row;
  }

  /** In a line, whose time is in UTC. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(TIME.format(at)).append(' ').append(node);
    if (client != null) {
      line.append('/').append(client.connection());
    }
    line.append(' ').append(kind.label());
    add(line, " ", topic);
    add(line, " ", event);
    addTree(line, args);
    add(line, " -> ", result);
    addTree(line, reply);
    if (took != null) {
      line.append(" (").append(took.toNanos() / 1_000).append("µs)");
    }
    return line.toString();
  }

  private static void add(StringBuilder line, String before, @Nullable String text) {
    if (text != null) {
      line.append(before);
      TreeText.escape(text, line);
    }
  }

  private static void addTree(StringBuilder line, @Nullable Object tree) {
    if (tree != null) {
      line.append(' ');
      TreeText.write(tree, line);
    }
  }
}
