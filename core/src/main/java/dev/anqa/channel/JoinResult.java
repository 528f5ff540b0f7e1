package dev.anqa.channel;

import dev.anqa.pubsub.Payload;
import java.util.Map;

/**
 * What {@link Channel#join} decides. Replies are a {@link Payload}, or any value that the
 * endpoint's JSON can write.
 */
public sealed interface JoinResult {
  /** The client is in; {@code reply} goes back with status {@code ok}. */
  record Joined(Object reply) implements JoinResult {}

  /** The client is kept out; {@code reason} goes back with status {@code error}. */
  record Refused(Object reason) implements JoinResult {}

  /** The client is in. */
  static JoinResult ok() {
    return new Joined(Payload.empty());
  }

  /** The client is in, and gets a reply. */
  static JoinResult ok(Object reply) {
    return new Joined(reply);
  }

  /** The client is kept out, and told {@code {"reason": reason}}. */
  static JoinResult refused(String reason) {
    return new Refused(Map.of("reason", reason));
  }

  /** The client is kept out, and told the payload. */
  static JoinResult refusedWith(Object payload) {
    return new Refused(payload);
  }
}
