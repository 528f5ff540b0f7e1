package dev.anqa.transport;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves the requests to the path of one mount on one transport. */
interface MountedTransport {
  /**
   * Answers a request, now or later; called on a virtual thread, may block.
   *
   * @param ofPath the variables of the path by name
   * @throws Refused to answer so, and have telemetry told why
   * @throws Exception anything else: HTTP 500
   */
  void serve(Exchange exchange, Map<String, String> ofPath) throws Exception;

  /** How long bodies may be; null for as long as the listener says. */
  default @Nullable BodyLimit bodyLimit() {
    return null;
  }

  /** The endpoint stops. Connections that the listener does not know of are to be closed. */
  default void drain() {}
}
