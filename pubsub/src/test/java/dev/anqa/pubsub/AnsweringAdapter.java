package dev.anqa.pubsub;

import java.util.List;
import java.util.function.Supplier;

/** An adapter of a node {@code here}, which sends nothing and answers as a test says. */
final class AnsweringAdapter implements Adapter {
  private final Supplier<BroadcastResult> answer;
  private Receiver receiver;

  AnsweringAdapter(Supplier<BroadcastResult> answer) {
    this.answer = answer;
  }

  @Override
  public void start(Receiver receiver) {
    this.receiver = receiver;
    receiver.happened(new AdapterEvent.Connected("a test"));
  }

  void tell(AdapterEvent event) {
    receiver.happened(event);
  }

  /** As if it came from the other node. */
  void receive(Broadcast broadcast) {
    receiver.receive(broadcast);
  }

  @Override
  public String nodeName() {
    return "here";
  }

  @Override
  public List<String> members() {
    return List.of("here", "there");
  }

  @Override
  public BroadcastResult broadcast(Broadcast broadcast) {
    return answer.get();
  }

  /** To itself it delivers. */
  @Override
  public BroadcastResult directBroadcast(String node, Broadcast broadcast) {
    if (node.equals(nodeName())) {
      receiver.receive(broadcast);
      return BroadcastResult.ok();
    }
    return answer.get();
  }

  @Override
  public void close() {}
}
