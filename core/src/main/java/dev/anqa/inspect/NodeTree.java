package dev.anqa.inspect;

import dev.anqa.socket.SocketInfo;
import dev.anqa.transport.ListenerInfo;
import dev.anqa.transport.Routes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What runs on this node.
 *
 * @param node its name
 * @param url the address by which browsers know the endpoint
 * @param age since the endpoint was made
 * @param listeners the ports, in the order in which they were asked for
 * @param mounts which path leads to which socket
 * @param connections how many connections stand, those without channels included
 * @param sockets the oldest of those with channels
 * @param pubsub the topics
 * @param presences who is present, and the nodes that share it
 */
public record NodeTree(
    String node,
    URI url,
    Duration age,
    List<ListenerInfo> listeners,
    List<Routes.Route> mounts,
    int connections,
    List<SocketInfo> sockets,
    PubSubInfo pubsub,
    List<PresenceInfo> presences) {
  /**
   * Topics and the way to other nodes.
   *
   * @param topics that have subscribers on this node
   * @param adapter the class of the way to other nodes
   * @param connected whether that way is open, as far as the adapter has told
   * @param members the nodes of the cluster, as this one sees them
   */
  public record PubSubInfo(int topics, String adapter, boolean connected, List<String> members) {}

  /**
   * A presence.
   *
   * @param name of its tracker
   * @param replicas the trackers of this name on other nodes
   */
  public record PresenceInfo(String name, List<ReplicaInfo> replicas) {}

  /**
   * A tracker on another node.
   *
   * @param up whether it is heard; else its entries are hidden
   * @param since when that was last told
   */
  public record ReplicaInfo(String node, boolean up, Instant since) {}
}
