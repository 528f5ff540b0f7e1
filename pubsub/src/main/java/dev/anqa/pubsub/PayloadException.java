package dev.anqa.pubsub;

/**
 * A payload that does not fit what was asked of it; the fault of whoever sent it.
 *
 * <p>Thrown out of a channel's {@code handleIn}, it becomes an error reply that names the field,
 * and the channel lives on.
 */
public final class PayloadException extends RuntimeException {
  private final String field;

  /**
   * Makes one.
   *
   * @param field the path to what does not fit, such as {@code user.age}; empty for the payload
   *     itself
   * @param message what was expected and what came, for the sender to read
   */
  public PayloadException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** The path to what does not fit, such as {@code user.age}; empty for the payload itself. */
  public String field() {
    return field;
  }
}
