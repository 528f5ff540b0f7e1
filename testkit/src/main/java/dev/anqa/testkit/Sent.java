package dev.anqa.testkit;

import dev.anqa.serializer.Ref;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A message that a client sent, and the replies to it. What matches is taken: a second assertion is
 * about a second reply. Payloads match as {@link TestChannel} says.
 */
public final class Sent {
  private final TestEndpoint endpoint;
  private final Inbox inbox;
  private final String event;
  private final Ref ref;

  Sent(TestEndpoint endpoint, Inbox inbox, String event, Ref ref) {
    this.endpoint = endpoint;
    this.inbox = inbox;
    this.event = event;
    this.ref = ref;
  }

  /** What was sent, such as {@code new_msg}. */
  public String event() {
    return event;
  }

  /**
   * Asserts that a reply came, whatever its status.
   *
   * @throws AssertionError if none came
   */
  public Reply assertReply() {
    return take(null, new Match.Anything());
  }

  /**
   * Asserts that a reply of a status came, such as {@code ok}.
   *
   * @throws AssertionError if none came
   */
  public Reply assertReply(String status) {
    return take(status, new Match.Anything());
  }

  /**
   * Asserts that a reply of a status came whose payload has this in it.
   *
   * @throws AssertionError if none came
   */
  public Reply assertReply(String status, Object expected) {
    return take(status, Match.of(expected, endpoint.json()));
  }

  /**
   * Asserts that a reply of a status came that can be read as a type and that the guard takes.
   *
   * @throws AssertionError if none came
   */
  public <T> T assertReply(String status, Class<T> type, Predicate<? super T> guard) {
    return take(status, new Match.Guard<>(type, guard)).payload(type);
  }

  /**
   * Asserts that no reply came until now, but those that assertions took.
   *
   * @throws AssertionError if one did
   */
  public void refuteReply() {
    inbox.refute(wanted(null, new Match.Anything()));
  }

  /**
   * Asserts that no reply of a status came until now, but those that assertions took.
   *
   * @throws AssertionError if one did
   */
  public void refuteReply(String status) {
    inbox.refute(wanted(status, new Match.Anything()));
  }

  private Reply take(@Nullable String status, Match match) {
    Arrival arrival = inbox.take(wanted(status, match));
    return new Reply(arrival.name(), arrival.payload());
  }

  private Wanted wanted(@Nullable String status, Match match) {
    return new Wanted(Arrival.Kind.REPLY, status, ref, event, match);
  }
}
