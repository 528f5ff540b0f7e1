package dev.anqa.transport;

import dev.anqa.limits.Limit;
import java.net.InetAddress;

/**
 * How long the bodies of requests may be: of a listener, or of one mount.
 *
 * @param limit of their bytes
 * @param status the answer to a longer one
 */
record BodyLimit(Limit limit, int status) {
  /** Where reading stops, if the maximum is not enforced. */
  private static final int END = 64 * 1024 * 1024;

  /**
   * Refuses what is too long.
   *
   * @param bytes that came, or that the client says will come
   */
  void check(long bytes, InetAddress client) throws Refused {
    long end = end();
    if (bytes > end) {
      throw HttpLimits.exceeded(limit, end, status, client);
    }
  }

  /** How many bytes are let pass now, in any mode. */
  long end() {
    return limit.cap().bounded(END);
  }

  /** Takes note of a body that is whole. */
  void passed(long bytes, InetAddress client) {
    var _ = limit.allows(0, bytes, client);
  }
}
