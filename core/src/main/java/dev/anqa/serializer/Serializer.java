package dev.anqa.serializer;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Encoded;
import dev.anqa.pubsub.Format;
import dev.anqa.pubsub.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns frames into messages and back; {@code Phoenix.Socket.Serializer}.
 *
 * <p>Called on many threads at once, keeps no state between calls. {@code SerializerContract} in
 * the tests says the rest, as code.
 */
public interface Serializer extends Format {
  /**
   * The name for logs and metrics, such as {@code Phoenix.Socket.V2.JSONSerializer}'s {@code V2}.
   */
  String name();

  /**
   * Reads what a client sent.
   *
   * @throws DecodeException if it is no message; the connection ends
   */
  Message decode(Frame frame) throws DecodeException;

  /**
   * Writes a push of a channel.
   *
   * @throws IllegalArgumentException if this serializer cannot express the payload, or a name is
   *     too long; names the field
   */
  Frame push(Ref joinRef, String topic, String event, Payload payload);

  /**
   * Writes a reply; payload may be any JSON, or binary where this serializer has binary frames.
   *
   * @throws IllegalArgumentException as {@link #push}
   */
  Frame reply(Ref joinRef, Ref ref, String topic, String status, Payload payload);

  /** Writes the answer to a message that no route takes: error, {@code unmatched topic}. */
  Frame unmatched(Message.Unroutable message);

  /** Writes {@code phx_close} or {@code phx_error}, which carry the join ref in both places. */
  Frame control(Ref joinRef, String topic, String event, Payload payload);

  /** Writes a broadcast; a {@link Frame}. */
  @Override
  Frame encode(Broadcast broadcast);

  /** Makes a {@link Frame.Several}. */
  @Override
  default Frame join(List<Encoded> parts) {
    List<Frame> frames = new ArrayList<>(parts.size());
    for (Encoded part : parts) {
      frames.add((Frame) part);
    }
    return new Frame.Several(frames);
  }
}
