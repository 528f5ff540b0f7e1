package dev.anqa.testkit;

import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.Ref;
import org.jspecify.annotations.Nullable;

/**
 * Something that came to a test.
 *
 * @param kind what it is
 * @param name a push's or broadcast's event, a reply's status
 * @param ref of the message that a reply answers; null for all else
 */
record Arrival(Kind kind, String name, @Nullable Ref ref, Payload payload) {
  /** What may come. */
  enum Kind {
    PUSH("push"),
    REPLY("reply"),
    BROADCAST("broadcast"),
    /** {@code phx_close}. */
    CLOSE("end"),
    /** {@code phx_error}. */
    CRASH("end");

    final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  static Arrival push(String event, Payload payload) {
    return switch (event) {
      case "phx_close" -> new Arrival(Kind.CLOSE, event, null, payload);
      case "phx_error" -> new Arrival(Kind.CRASH, event, null, payload);
      default -> new Arrival(Kind.PUSH, event, null, payload);
    };
  }

  static Arrival reply(Ref ref, String status, Payload payload) {
    return new Arrival(Kind.REPLY, status, ref, payload);
  }

  static Arrival broadcast(String event, Payload payload) {
    return new Arrival(Kind.BROADCAST, event, null, payload);
  }
}
