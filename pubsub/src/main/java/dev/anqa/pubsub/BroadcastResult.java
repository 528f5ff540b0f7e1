package dev.anqa.pubsub;

/** What became of a broadcast. */
public sealed interface BroadcastResult {
  /** It went out: to the adapter, and to the subscribers of this node. */
  record Ok() implements BroadcastResult {
    private static final Ok INSTANCE = new Ok();
  }

  /**
   * The subscribers of this node get it; other nodes cannot be reached now and never will get it.
   *
   * @param reason why, as a sentence
   */
  record LocalOnly(String reason) implements BroadcastResult {}

  /**
   * The adapter refused it, and nobody gets it, so that it may be tried again; or a queue of this
   * node was full, and some of its subscribers do not get it.
   *
   * @param reason what failed, as a sentence
   */
  record Failed(String reason) implements BroadcastResult {}

  /** It went out. */
  static BroadcastResult ok() {
    return Ok.INSTANCE;
  }

  /** It went out on this node. */
  static BroadcastResult localOnly(String reason) {
    return new LocalOnly(reason);
  }

  /** It was not sent. */
  static BroadcastResult failed(String reason) {
    return new Failed(reason);
  }

  /**
   * Turns what is not {@link Ok} into an exception; Phoenix's {@code broadcast!}.
   *
   * @throws IllegalStateException if this is {@link Failed} or {@link LocalOnly}
   */
  default void orThrow() {
    switch (this) {
      case Ok _ -> {}
      case LocalOnly(String reason) ->
          throw new IllegalStateException("broadcast reached this node only: " + reason);
      case Failed(String reason) -> throw new IllegalStateException("broadcast failed: " + reason);
    }
  }
}
