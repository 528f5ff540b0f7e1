package dev.anqa.inspect;

import dev.anqa.telemetry.SocketSource;
import org.jspecify.annotations.Nullable;

/**
 * Which connections are meant. Each part that is not null has to fit.
 *
 * @param id exactly
 * @param peer the client's address as text, such as {@code 10.16.74.150}, without a port
 * @param handler the name of the socket handler, such as {@code UserSocket}
 * @param connection the number
 */
public record SocketFilter(
    @Nullable String id,
    @Nullable String peer,
    @Nullable String handler,
    @Nullable Long connection) {
  private static final SocketFilter ALL = new SocketFilter(null, null, null, null);

  /** All connections. */
  public static SocketFilter all() {
    return ALL;
  }

  /** Those of an id. */
  public static SocketFilter id(String id) {
    return new SocketFilter(id, null, null, null);
  }

  /** Those from an address, such as {@code 10.16.74.150}. */
  public static SocketFilter peer(String address) {
    return new SocketFilter(null, address, null, null);
  }

  /** The one of a number. */
  public static SocketFilter connection(long number) {
    return new SocketFilter(null, null, null, number);
  }

  /**
   * Whether a connection fits.
   *
   * @param source null for none, which fits if all do
   */
  boolean fits(@Nullable SocketSource source) {
    if (source == null) {
      return equals(ALL);
    }
    return (connection == null || connection == source.connection())
        && (id == null || id.equals(source.id()))
        && (handler == null || handler.equals(source.socket()))
        && (peer == null || peer.equals(Peers.address(source.peer())));
  }
}
