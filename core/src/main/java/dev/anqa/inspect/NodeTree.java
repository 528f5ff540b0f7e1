package dev.anqa.inspect;

import dev.anqa.socket.SocketInfo;
import dev.anqa.transport.ListenerInfo;
import dev.anqa.transport.Routes;
import java.net.URI;
import java.time.Duration;
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
 * @param presences the trackers
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
    List<String> presences) {
  /**
   * Topics and the way to other nodes.
   *
   * @param topics that have subscribers on this node
   * @param adapter the class of the way to other nodes
   * @param members the nodes of the cluster, as this one sees them
   */
  public record PubSubInfo(int topics, String adapter, List<String> members) {}
}
