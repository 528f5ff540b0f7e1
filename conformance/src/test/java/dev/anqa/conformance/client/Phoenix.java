package dev.anqa.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client of Phoenix Channels whose counters of refs and join_refs differ on purpose, as those of
 * Phoenix's own test client: refs from 1, join_refs from 11. With V1 it sends no join_ref.
 *
 * <p>What it expects and gets are lines as {@link Vsn} describes frames.
 */
public final class Phoenix implements AutoCloseable {
  private static final AtomicLong TOPICS = new AtomicLong();

  private final Connection connection;
  private final Vsn vsn;
  private final Map<String, Sent> joins = new HashMap<>();
  private final List<String> transcript = new ArrayList<>();
  private int nextRef = 1;
  private int nextJoinRef = 11;

  public Phoenix(Connection connection, Vsn vsn) {
    this.connection = connection;
    this.vsn = vsn;
  }

  /** A topic of {@code room:*} that no other test uses. */
  public static String room() {
    return "room:own" + TOPICS.incrementAndGet();
  }

  public Vsn vsn() {
    return vsn;
  }

  /** What it is connected by. */
  public Connection connection() {
    return connection;
  }

  /** What it is connected by, which has to be a WebSocket. */
  public WsClient socket() {
    return (WsClient) connection;
  }

  /** Sends a join with a join_ref of its own. */
  public Sent join(String topic, String payload) {
    String joinRef = vsn == Vsn.V1 ? "null" : Json.quoted(Integer.toString(nextJoinRef++));
    Sent join = send(joinRef, topic, "phx_join", payload);
    joins.put(topic, join);
    return join;
  }

  public Sent join(String topic) {
    return join(topic, "{}");
  }

  /** Joins and awaits the reply ok without a payload. */
  public Sent joined(String topic) {
    Sent join = join(topic);
    expect(join.ok());
    return join;
  }

  public Sent leave(String topic) {
    return send(topic, "phx_leave", "{}");
  }

  public Sent heartbeat() {
    return send("null", "phoenix", "heartbeat", "{}");
  }

  /** Sends an event with the join_ref of the last join of its topic, null if there was none. */
  public Sent send(String topic, String event, String payload) {
    return send(joinRef(topic), topic, event, payload);
  }

  public Sent send(String topic, String event) {
    return send(topic, event, "{}");
  }

  /** Sends an event with a join_ref given as a literal. */
  public Sent send(String joinRef, String topic, String event, String payload) {
    return sendWithRefs(joinRef, nextRef(), topic, event, payload);
  }

  /** Sends an event with both refs given as literals. */
  public Sent sendWithRefs(String joinRef, String ref, String topic, String event, String payload) {
    sendRaw(vsn.message(joinRef, ref, Json.quoted(topic), Json.quoted(event), payload));
    return new Sent(vsn, joinRef, ref, topic);
  }

  /** Sends a text frame as it is. */
  public void sendRaw(String text) {
    transcript.add("> " + text);
    connection.sendText(text);
  }

  /** Sends a binary push of V2, spec section 1.4, with the join_ref of the topic's last join. */
  public Sent sendBinary(String topic, String event, byte... data) {
    return sendBinaryWith(joinRef(topic), topic, event, data);
  }

  /** Sends a binary push of V2 with a join_ref given as a literal; {@code null} is sent empty. */
  public Sent sendBinaryWith(String joinRef, String topic, String event, byte... data) {
    Sent sent = new Sent(vsn, joinRef, nextRef(), topic);
    ByteArrayOutputStream sizes = new ByteArrayOutputStream();
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    sizes.write(0);
    for (String field : List.of(joinRef, sent.ref(), topic, event)) {
      byte[] bytes = field.equals("null") ? new byte[0] : field.replace("\"", "").getBytes(UTF_8);
      sizes.write(bytes.length);
      fields.writeBytes(bytes);
    }
    sizes.writeBytes(fields.toByteArray());
    sizes.writeBytes(data);
    transcript.add("> binary " + joinRef + " " + sent.ref() + " " + topic + " " + event);
    connection.sendBinary(sizes.toByteArray());
    return sent;
  }

  /** The next frame's line. */
  public String next() {
    try {
      String line = vsn.describe(connection.next());
      transcript.add("< " + line);
      return line;
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(e.getMessage() + transcript(), e);
    }
  }

  /** Awaits these frames, in this order and with no other between them. */
  public void expect(String... lines) {
    for (String line : lines) {
      assertThat(next()).as(this::transcript).isEqualTo(line);
    }
  }

  /** Awaits these frames in any order, with no other between them. */
  public void expectInAnyOrder(String... lines) {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      seen.add(next());
    }
    assertThat(seen).as(this::transcript).containsExactlyInAnyOrder(lines);
  }

  /** Nothing waits from a channel: the next frame is the answer to a message through it. */
  public void expectNothingFrom(String topic) {
    Sent probe = send(topic, "echo", "{\"probe\":true}");
    expect(probe.ok("{\"probe\":true}"));
  }

  /** Nothing waits from the connection itself: the next frame is the answer to a heartbeat. */
  public void expectNothing() {
    expect(heartbeat().ok());
  }

  /** Awaits the close of the connection with this code, and no frame before it. */
  public void expectClosed(int code) {
    assertThat(next()).as(this::transcript).isEqualTo(connection.end(code).toString());
    connection.confirmEnd(code);
  }

  /** Reads on until the server has closed the connection with this code. */
  public void awaitClosed(int code) {
    String end = connection.end(code).toString();
    String line = next();
    while (!line.equals(end)) {
      line = next();
    }
    connection.confirmEnd(code);
  }

  private String nextRef() {
    return Json.quoted(Integer.toString(nextRef++));
  }

  private String joinRef(String topic) {
    Sent join = joins.get(topic);
    return join == null ? "null" : join.joinRef();
  }

  private String transcript() {
    return "\n" + String.join("\n", transcript) + "\n";
  }

  @Override
  public void close() {
    connection.close();
  }
}
