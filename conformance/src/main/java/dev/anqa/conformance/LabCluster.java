package dev.anqa.conformance;

import dev.anqa.cluster.Cluster;
import dev.anqa.cluster.ClusterBuilder;
import dev.anqa.pubsub.PubSub;
import dev.anqa.redis.Redis;
import dev.anqa.redis.RedisBuilder;
import dev.anqa.tracker.TrackerOptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The way to other nodes that the command line asks for. */
final class LabCluster {
  private LabCluster() {}

  /**
   * Starts it.
   *
   * @throws IllegalArgumentException if the options do not fit together
   * @throws IllegalStateException if it cannot work, such as with a port in use
   */
  static PubSub start(LabOptions options) {
    PubSub.Builder builder = PubSub.builder();
    return switch (options.cluster()) {
      case NONE -> builder.nodeName(Objects.requireNonNullElse(options.node(), "lab")).build();
      case JGROUPS -> builder.adapter(jgroups(options).build()).build();
      case REDIS -> builder.adapter(redis(options).build()).build();
    };
  }

  /**
   * Nodes on one machine talk on its loopback address. Elsewhere they talk without TLS, as whoever
   * runs several Labs has a network for them.
   */
  private static ClusterBuilder jgroups(LabOptions options) {
    ClusterBuilder builder = Cluster.jgroups().name("anqa-lab").port(options.clusterPort());
    Duration failure = failureTimeout();
    if (failure != null) {
      builder.failureTimeout(failure);
    }
    if (options.node() != null) {
      builder.nodeName(options.node());
    }
    if (options.peers().isEmpty()) {
      return builder.local();
    }
    builder.peers(options.peers().toArray(String[]::new));
    if (options.peers().stream().allMatch(LabCluster::isLoopback)) {
      return builder.bind("127.0.0.1");
    }
    return bindsTo(options.host()) ? builder.bind(options.host()).insecure() : builder.insecure();
  }

  private static RedisBuilder redis(LabOptions options) {
    RedisBuilder builder = Redis.at(options.redis()).name("anqa-lab");
    Duration failure = failureTimeout();
    if (failure != null) {
      builder.failureTimeout(failure);
    }
    return options.node() == null ? builder : builder.nodeName(options.node());
  }

  /** What the JVM was given as {@code -Danqa.lab.cluster.failure=PT2S}; null for the default. */
  private static @Nullable Duration failureTimeout() {
    String failure = System.getProperty("anqa.lab.cluster.failure");
    return failure == null ? null : Duration.parse(failure);
  }

  /**
   * Sets the periods of presence that the JVM was given, so that tests need not wait for the
   * defaults: {@code -Danqa.lab.presence.period=PT0.5S}, {@code -Danqa.lab.presence.down=PT4S}.
   */
  static void setPeriods(TrackerOptions tracker) {
    String period = System.getProperty("anqa.lab.presence.period");
    if (period != null) {
      tracker.broadcastPeriod(Duration.parse(period));
    }
    String down = System.getProperty("anqa.lab.presence.down");
    if (down != null) {
      tracker.downPeriod(Duration.parse(down));
    }
  }

  private static boolean isLoopback(String hostOrPeer) {
    return hostOrPeer.startsWith("127.") || hostOrPeer.startsWith("localhost");
  }

  /** Whether the address for clients is one that other nodes may have for this one, too. */
  private static boolean bindsTo(String host) {
    return !isLoopback(host) && !host.equals("0.0.0.0") && !host.equals("::");
  }
}
