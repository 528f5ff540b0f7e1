package dev.anqa.dashboard;

import dev.anqa.inspect.Admin;
import dev.anqa.transport.Handshake;
import dev.anqa.transport.HandshakeInterceptor;
import dev.anqa.transport.Interception;

/** Lets only those open the socket whom the application lets in. */
record Authorized(Admin.Authorizer authorizer) implements HandshakeInterceptor {
  @Override
  public Interception intercept(Handshake handshake) throws Exception {
    return authorizer.allows(handshake.request()) ? Interception.proceed() : handshake.refuse(403);
  }
}
