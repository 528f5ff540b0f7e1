package dev.anqa.transport;

/**
 * Code in front of {@code connect}: rate limits, authentication by cookie or certificate, a
 * maintenance page.
 *
 * <p>The interceptors of an endpoint, and behind them those of the mount, form one chain for all
 * transports. It is run exactly once for each attempt to connect, in order, until one answers. The
 * {@link OriginCheck} is one of its members: the first, unless it was added explicitly.
 *
 * <p>Phoenix has no such place; a socket there sees only what {@code connect_info} lists.
 */
@FunctionalInterface
public interface HandshakeInterceptor {
  /**
   * Lets a handshake pass or answers it; called on a virtual thread, many at once, and may block.
   *
   * @throws Exception anything: the client gets HTTP 500, and a telemetry event tells
   */
  Interception intercept(Handshake handshake) throws Exception;

  /** The name in telemetry; the name of the class by default. */
  default String name() {
    return getClass().getSimpleName();
  }
}
