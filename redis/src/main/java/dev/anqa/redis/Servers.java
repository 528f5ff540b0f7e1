package dev.anqa.redis;

import static java.util.stream.Collectors.joining;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * Where Redis is: one server, a master that sentinels know, or the nodes of a Redis Cluster.
 *
 * <p>Of a Redis Cluster any node will do, since each passes on to all others what is published; so
 * nothing needs to be known of its slots, and the next node is tried when one is away.
 */
final class Servers {
  private final List<RedisURI> all;

  /** Which is tried next. For the keeper's thread. */
  private int next;

  private Servers(List<RedisURI> all) {
    this.all = all;
  }

  /**
   * Reads a URL as Lettuce understands it.
   *
   * @throws IllegalArgumentException if it is none; the message shows no password
   */
  static Servers of(String url) {
    try {
      URI uri = new URI(url);
      RedisURI one = RedisURI.create(uri);
      boolean several = one.getHost() != null && one.getHost().contains(",");
      return new Servers(several ? RedisClusterURIUtil.toRedisURIs(uri) : List.of(one));
    } catch (URISyntaxException e) {
      throw refused(url, e.getReason() + " at " + e.getIndex());
    } catch (IllegalArgumentException e) {
      throw refused(url, String.valueOf(e.getMessage()));
    }
  }

  /** Without its cause, whose message may show a password. */
  private static IllegalArgumentException refused(String url, String reason) {
    return new IllegalArgumentException(
        """
        url: "%s" (%s). Write one of:

            redis://HOST:PORT                          without TLS
            rediss://USER:PASSWORD@HOST:PORT           with TLS
            redis-sentinel://HOST:PORT,HOST:PORT#NAME  the master of that name
            redis://HOST:PORT,HOST:PORT                nodes of a Redis Cluster

        A password with one of @ : / ? # %% in it must have it percent-encoded.
        """
            .formatted(url.replaceFirst("(?s)^([^/]*//)?.*@", "$1…@"), reason));
  }

  /** One that may be there; after the last comes the first again. */
  RedisURI next() {
    RedisURI server = all.get(next);
    next = (next + 1) % all.size();
    return server;
  }

  /** For tests. */
  List<RedisURI> all() {
    return all;
  }

  /** How a server is told of: without user and password. */
  static String text(RedisURI server) {
    if (!server.getSentinels().isEmpty()) {
      return server.getSentinels().stream()
          .map(each -> each.getHost() + ":" + each.getPort())
          .collect(joining(",", "redis-sentinel://", "#" + server.getSentinelMasterId()));
    }
    if (server.getSocket() != null) {
      return "redis-socket://" + server.getSocket();
    }
    return (server.isSsl() ? "rediss://" : "redis://") + server.getHost() + ":" + server.getPort();
  }
}
