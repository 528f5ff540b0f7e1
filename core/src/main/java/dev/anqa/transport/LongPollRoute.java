package dev.anqa.transport;

import dev.anqa.serializer.Frame;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The way to a session, on this node or another one. Any thread may call; nobody waits. What comes
 * back is completed on any thread, so what depends on it has to be short, or go elsewhere.
 */
interface LongPollRoute {
  /** What a poll is answered with. */
  sealed interface Polled {
    /** No message came within the window. */
    Polled NOTHING = new Messages(List.of());

    /** The session has ended, or never was. */
    Polled GONE = new Gone();

    /** These are the client's, in their order, as serialized text; nobody changes them. */
    record Messages(List<byte[]> messages) implements Polled {}

    /** As {@link #GONE}. */
    record Gone() implements Polled {}
  }

  /** What became of a client's messages. */
  enum Published {
    /** The session has taken them all. */
    TAKEN,
    /** Not all of them, within the window; the others are dropped. */
    TIMEOUT,
    /** The session has ended, or never was. */
    GONE
  }

  /**
   * Asks for the messages that wait, or the first that come within the window. Whoever does not
   * want them any more cancels: what was not handed over by then waits for the next poll.
   */
  CompletableFuture<Polled> poll();

  /** Hands over what the client sent, in its order. */
  CompletableFuture<Published> publish(List<Frame> frames);
}
