package dev.anqa.tracker;

import dev.anqa.pubsub.Payload;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Everything that can arrive in a shard's mailbox. */
sealed interface Signal {
  /** A broadcast period has passed. */
  record Tick() implements Signal {}

  /** Nodes that were cut off can be reached again. */
  record Reunited() implements Signal {}

  /** Something came on the shard's topic. */
  record Received(Payload message) implements Signal {}

  /**
   * Somebody on this node wants something.
   *
   * @param done completed when it was done: with the entry that is there now, or nothing
   */
  record Call(Request request, CompletableFuture<Optional<TrackerEntry>> done) implements Signal {}

  /** What a call is about; see the methods of {@link Tracker} of these names. */
  sealed interface Request {}

  record Track(Object owner, String topic, String key, Payload meta) implements Request {}

  record Update(
      Object owner, String topic, String key, Function<? super TrackerEntry, Payload> meta)
      implements Request {}

  record Untrack(Object owner, String topic, String key) implements Request {}

  record UntrackAll(Object owner) implements Request {}

  /**
   * The end; nothing is done after it.
   *
   * @param goodbye whether to tell the other nodes that this one does not come back
   */
  record Close(boolean goodbye) implements Request {}
}
