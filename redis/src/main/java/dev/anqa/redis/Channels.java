package dev.anqa.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The channels of a cluster in Redis.
 *
 * @param cluster the cluster's name, without a colon, so that no two clusters share a channel
 */
record Channels(String cluster) {
  /** Where broadcasts to all nodes go, and hellos. */
  byte[] all() {
    return ("anqa:" + cluster).getBytes(UTF_8);
  }

  /** Where broadcasts to one node go. */
  byte[] of(String node) {
    return ("anqa:" + cluster + ":node:" + node).getBytes(UTF_8);
  }
}
