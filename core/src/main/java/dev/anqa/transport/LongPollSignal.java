package dev.anqa.transport;

import dev.anqa.serializer.Frame;
import java.util.List;

/**
 * What two nodes tell each other about the session that one has and the other has a request for.
 * {@link LongPollCodec} gives it its binary form.
 */
sealed interface LongPollSignal {
  /** The number that the asking node gave the request. */
  long id();

  /** To the session's node. */
  sealed interface Request extends LongPollSignal {
    /** Who wants an answer. */
    Sender sender();
  }

  /**
   * Where an answer goes.
   *
   * @param node the name of the asking node
   * @param topic on which it listens there
   */
  record Sender(String node, String topic) {}

  /** A client asks for its messages. */
  record Poll(long id, Sender sender) implements Request {}

  /** It does not any more. */
  record Withdraw(long id, Sender sender) implements Request {}

  /** A client sent these. */
  record Publish(long id, Sender sender, List<Frame> frames) implements Request {}

  /** To the node that asked. */
  sealed interface Answer extends LongPollSignal {}

  /** The session lives, and the request is with it; sent at once. */
  record Taken(long id) implements Answer {}

  /** The answer to a poll; empty after the window. */
  record Messages(long id, List<byte[]> messages) implements Answer {}

  /** The answer to a publish. */
  record Published(long id, LongPollRoute.Published outcome) implements Answer {}

  /** The answer to a poll: the session has ended meanwhile. */
  record Gone(long id) implements Answer {}
}
