package dev.anqa;

import dev.anqa.transport.SiteBuilder;

/**
 * A part of an endpoint that brings sockets and pages of its own, such as the dashboard; see {@link
 * EndpointBuilder#mount}.
 */
@FunctionalInterface
public interface EndpointPart {
  /**
   * Puts its sockets and pages on the site; called once for each endpoint, by the thread that
   * starts it, before there are connections.
   *
   * @param endpoint which is being made: to be kept, and asked once there are connections
   * @return ends what it began; run once, when the endpoint has stopped, or could not start
   * @throws IllegalArgumentException if what it was told does not go together: the endpoint does
   *     not start
   */
  Runnable mount(Endpoint endpoint, SiteBuilder site);
}
