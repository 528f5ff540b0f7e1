package dev.anqa.transport;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;

/**
 * The body of the request under way, as far as it has come. Touched on the event loop only.
 *
 * <p>One for each request, so that a connection that waits for the next one holds none.
 */
final class RequestBody {
  private final BodyLimit limit;
  private final InetAddress client;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);

  /**
   * An empty one.
   *
   * @param announced how long it will be, as far as the client says
   * @throws Refused if that is too long
   */
  RequestBody(BodyLimit limit, long announced, InetAddress client) throws Refused {
    this.limit = limit;
    this.client = client;
    limit.check(announced, client);
  }

  /**
   * Takes what came.
   *
   * @throws Refused if it is too long with that
   */
  void add(ByteBuf more) throws Refused, IOException {
    limit.check((long) bytes.size() + more.readableBytes(), client);
    more.readBytes(bytes, more.readableBytes());
  }

  /** All of it. */
  byte[] whole() {
    limit.passed(bytes.size(), client);
    return bytes.toByteArray();
  }
}
