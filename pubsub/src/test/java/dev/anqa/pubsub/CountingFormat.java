package dev.anqa.pubsub;

import java.util.List;

/** A format that counts how often it is asked, and cannot express the event {@code unfit}. */
final class CountingFormat implements Format {
  /** One broadcast as text. */
  record One(String text) implements Encoded {}

  /** Several in a row. */
  record Several(List<Encoded> parts) implements Encoded {}

  int encodings;
  int joins;

  @Override
  public Encoded encode(Broadcast broadcast) {
    if (broadcast.event().equals("unfit")) {
      throw new IllegalArgumentException("event: unfit (expected: another)");
    }
    encodings++;
    return new One(broadcast.event() + " " + broadcast.payload().text());
  }

  @Override
  public Encoded join(List<Encoded> parts) {
    joins++;
    return new Several(List.copyOf(parts));
  }
}
