package dev.anqa.pubsub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The adapter of a node that is alone: there is nobody to send to. */
final class LocalAdapter implements Adapter {
  private final String nodeName;

  /** Null before the start and after the end. Set by whoever starts and ends it. */
  private volatile @Nullable Receiver receiver;

  LocalAdapter(String nodeName) {
    this.nodeName = nodeName;
  }

  @Override
  public void start(Receiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public String nodeName() {
    return nodeName;
  }

  @Override
  public List<String> members() {
    return receiver == null ? List.of() : List.of(nodeName);
  }

  @Override
  public BroadcastResult broadcast(Broadcast broadcast) {
    return receiver == null ? stopped() : BroadcastResult.ok();
  }

  @Override
  public BroadcastResult directBroadcast(String node, Broadcast broadcast) {
    Receiver here = receiver;
    if (here == null) {
      return stopped();
    }
    if (node.equals(nodeName)) {
      here.receive(broadcast);
    }
    return BroadcastResult.ok();
  }

  @Override
  public void close() {
    receiver = null;
  }

  private static BroadcastResult stopped() {
    return BroadcastResult.failed("the local adapter is not running");
  }
}
