package dev.anqa.dashboard;

import dev.anqa.transport.Handshake;
import dev.anqa.transport.HandshakeInterceptor;
import dev.anqa.transport.Interception;
import java.util.List;

/**
 * Lets only pages open the socket that came from the host and port that the socket is asked for. A
 * client without an {@code Origin} is no browser, so nobody lends it his cookies.
 *
 * <p>Not the endpoint's {@code OriginPolicy}: that may let in sites whose visitors chat, and they
 * must not steer. The scheme is not compared, as a proxy in front may speak TLS in our place.
 */
final class SameOrigin implements HandshakeInterceptor {
  @Override
  public Interception intercept(Handshake handshake) {
    List<String> origins = handshake.request().headers().all("origin");
    String host = handshake.request().headers().first("host");
    boolean same =
        origins.isEmpty()
            || (origins.size() == 1
                && (origins.getFirst().equals("http://" + host)
                    || origins.getFirst().equals("https://" + host)));
    return same ? Interception.proceed() : handshake.refuse(403);
  }
}
