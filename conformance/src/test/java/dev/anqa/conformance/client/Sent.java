package dev.anqa.conformance.client;

import java.util.HexFormat;

/**
 * A message that was sent, and the frames that the server may answer it with.
 *
 * @param joinRef the literal that was sent, {@code null} if none was
 * @param ref the literal that was sent
 * @param topic the topic as text
 */
public record Sent(Vsn vsn, String joinRef, String ref, String topic) {

  /** A reply with both refs. */
  public String reply(String status, String response) {
    return replyWith(joinRef, status, response);
  }

  public String ok(String response) {
    return reply("ok", response);
  }

  public String ok() {
    return ok("{}");
  }

  public String error(String response) {
    return reply("error", response);
  }

  /** The answer to a topic without route or not joined: it has no join_ref. Spec section 1.7, 7. */
  public String unmatched() {
    return replyWith("null", "error", "{\"reason\":\"unmatched topic\"}");
  }

  /** A reply in a binary frame. */
  public String binaryReply(String status, byte... data) {
    return "binary reply %s %s %s %s %s"
        .formatted(plain(joinRef), plain(ref), topic, status, HexFormat.of().formatHex(data));
  }

  /** A push of the channel that this message joined. */
  public String push(String event, String payload) {
    String channelRef = joinRef.equals("null") ? ref : joinRef;
    return frame(channelRef, "null", event, payload);
  }

  /** A binary push of the channel that this message joined. */
  public String binaryPush(String event, byte... data) {
    return "binary push %s %s %s %s"
        .formatted(plain(joinRef), topic, event, HexFormat.of().formatHex(data));
  }

  /** The orderly end of the channel that this message joined. */
  public String closed() {
    return frame(joinRef, joinRef, "phx_close", "{}");
  }

  /** The end of the channel that this message joined by a crash. */
  public String crashed() {
    return frame(joinRef, joinRef, "phx_error", "{\"reason\":\"channel_crash\"}");
  }

  /** What the Lab's rooms push in {@code terminate}. */
  public String youLeft() {
    return push("you_left", "{\"m\":\"bye\"}");
  }

  private String replyWith(String replyJoinRef, String status, String response) {
    String payload = "{\"response\":%s,\"status\":%s}".formatted(response, Json.quoted(status));
    return frame(replyJoinRef, ref, "phx_reply", payload);
  }

  private String frame(String frameJoinRef, String frameRef, String event, String payload) {
    return vsn.canonical(
        vsn.expected(frameJoinRef, frameRef, Json.quoted(topic), Json.quoted(event), payload));
  }

  private static String plain(String literal) {
    return literal.equals("null") ? "-" : literal.replace("\"", "");
  }
}
