package dev.anqa.transport;

/**
 * A way for clients to reach a socket: what becomes of the requests to a mount; the adapters' part
 * of {@code Phoenix.Socket.Transport}. Mounted by {@link MountOptions#transport}, one instance for
 * each mount.
 *
 * <p>A transport {@linkplain TransportRequest#admit admits} a client, opens the session that it is
 * given with an {@link dev.anqa.channel.Outbound} of its own making, hands it what the client
 * sends, and tells it of the end. All calls to a session are made on the thread of that outbound,
 * which belongs to a {@linkplain TransportRequest#partition partition}.
 */
public interface Transport {
  /**
   * The name, such as {@code sse}: in telemetry and logs, and the path below the mount, unless the
   * options say another.
   */
  String name();

  /**
   * Answers a request, now or later; called on a virtual thread, many at once, and may block.
   *
   * @throws Exception anything: the client gets HTTP 500, and a telemetry event tells
   */
  void serve(TransportRequest request) throws Exception;

  /**
   * The endpoint stops: connections that stand are to be closed as restarting, code 1012, and
   * further ones refused. May be called more than once.
   */
  void drain();
}
