package dev.anqa.transport;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link Transport} at its mount. */
final class AdaptedTransport implements MountedTransport {
  private final Mount mount;
  private final Transport transport;
  private final @Nullable BodyLimit bodyLimit;

  /**
   * Makes one.
   *
   * @param bodyLimit null for that of the listener
   */
  AdaptedTransport(Mount mount, Transport transport, @Nullable BodyLimit bodyLimit) {
    this.mount = mount;
    this.transport = transport;
    this.bodyLimit = bodyLimit;
  }

  @Override
  public void serve(Exchange exchange, Map<String, String> ofPath) throws Exception {
    transport.serve(TransportRequest.of(mount, exchange, ofPath));
  }

  @Override
  public @Nullable BodyLimit bodyLimit() {
    return bodyLimit;
  }

  @Override
  public void drain() {
    transport.drain();
  }
}
