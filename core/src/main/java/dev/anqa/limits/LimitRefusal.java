package dev.anqa.limits;

/**
 * Why somebody was refused.
 *
 * @param limit what is limited, such as {@code channels per connection}
 * @param value what would have been, in the unit of the maximum
 * @param maximum what is allowed
 * @param option the option that sets it, such as {@code SocketLimits.maxChannels}
 */
public record LimitRefusal(String limit, long value, long maximum, String option) {
  /** One line, short enough for the reason of a close frame. */
  public String text() {
    return "%s: %d (allowed: %d). Option: %s".formatted(limit, value, maximum, option);
  }

  /**
   * The same as a JSON object.
   *
   * @param reason for clients, which look at nothing else
   */
  public String json(String reason) {
    return "{\"reason\":\"%s\",\"limit\":\"%s\",\"value\":%d,\"maximum\":%d,\"option\":\"%s\"}"
        .formatted(reason, limit, value, maximum, option);
  }
}
