package dev.anqa.transport;

import java.util.Map;

/** Serves the requests to the path of one mount on one transport. */
interface MountedTransport {
  /**
   * Answers a request, now or later; called on a virtual thread, may block.
   *
   * @param ofPath the variables of the path by name
   * @throws Refused to answer so, and have telemetry told why
   */
  void serve(Exchange exchange, Map<String, String> ofPath) throws Refused;
}
