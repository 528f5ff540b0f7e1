package dev.anqa.transport;

import dev.anqa.limits.Gate;
import dev.anqa.socket.Params;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to connect, as the {@link HandshakeInterceptor}s see it: everything that came, and
 * what was attached on the way. One thread at a time uses it.
 */
public final class Handshake {
  private final Mount mount;
  private final HttpRequest request;
  private final Params params;
  private final InetSocketAddress client;

  /** Null if this one takes none. */
  private final Gate.@Nullable Place place;

  private final Map<String, Object> attachments = new LinkedHashMap<>();
  private Headers responseHeaders = Headers.none();

  Handshake(
      Mount mount,
      HttpRequest request,
      Params params,
      InetSocketAddress client,
      Gate.@Nullable Place place) {
    this.client = client;
    this.place = place;
    this.mount = mount;
    this.request = request;
    this.params = params;
    attachments.putAll(mount.options().attachments());
  }

  /** The name of the transport, such as {@code websocket}. */
  public String transport() {
    return mount.transport();
  }

  /** The name of the socket, such as {@code UserSocket}. */
  public String socket() {
    return mount.socket().name();
  }

  /** Where the socket is mounted, as it was written, such as {@code /socket}. */
  public String path() {
    return mount.path();
  }

  /** The whole request, with the body where there is one. */
  public HttpRequest request() {
    return request;
  }

  /**
   * The address of the client: that of {@link HttpRequest#peer}, or if this is a trusted proxy,
   * what it says; see {@code LimitOptions.trustedProxies}. The port is 0 where a proxy did not say.
   */
  public InetSocketAddress client() {
    return client;
  }

  /** The parameters of the query and the path, as {@code connect} will get them. */
  public Params params() {
    return params;
  }

  /**
   * Hands a value to {@code connect}, which finds it under that name in the connect info; a value
   * that was there is replaced.
   */
  public void attach(String name, Object value) {
    attachments.put(name, value);
  }

  /**
   * What was attached under a name; null if nothing was.
   *
   * @throws ClassCastException if it is of another type
   */
  public <T> @Nullable T attachment(String name, Class<T> type) {
    return type.cast(attachments.get(name));
  }

  /**
   * Adds a header line to the answer that accepts the client, such as the cookie of a load
   * balancer.
   *
   * @throws IllegalArgumentException if the line would be malformed
   */
  public void addResponseHeader(String name, String value) {
    responseHeaders = responseHeaders.with(name, value);
  }

  /**
   * Answers with a status and nothing else, in the way that clients of this transport understand: a
   * WebSocket gets it as the HTTP status.
   */
  public Interception refuse(int status) {
    return Interception.answer(mount.refusal(status));
  }

  /** What {@link #release} does, to be kept for longer than the request. */
  Runnable releasing() {
    Gate.Place taken = place;
    return taken == null ? () -> {} : taken::release;
  }

  /** Gives back the place among the connections that this took, if it did; once. */
  void release() {
    if (place != null) {
      place.release();
    }
  }

  Mount mount() {
    return mount;
  }

  Map<String, Object> attachments() {
    return attachments;
  }

  Headers responseHeaders() {
    return responseHeaders;
  }
}
