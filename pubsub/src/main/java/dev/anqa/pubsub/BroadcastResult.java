package dev.anqa.pubsub;

/** What became of a broadcast. */
public sealed interface BroadcastResult {
  /** It went out: to the adapter, and to the subscribers of this node. */
  record Ok() implements BroadcastResult {
    private static final Ok INSTANCE = new Ok();
  }

  /**
   * The adapter could not send it.
   *
   * @param reason what failed, as a sentence
   */
  record Failed(String reason) implements BroadcastResult {}

  /** It went out. */
  static BroadcastResult ok() {
    return Ok.INSTANCE;
  }

  /** The adapter could not send it. */
  static BroadcastResult failed(String reason) {
    return new Failed(reason);
  }

  /**
   * Turns a failure into an exception; Phoenix's {@code broadcast!}.
   *
   * @throws IllegalStateException if this is {@link Failed}
   */
  default void orThrow() {
    switch (this) {
      case Ok _ -> {}
      case Failed(String reason) -> throw new IllegalStateException("broadcast failed: " + reason);
    }
  }
}
