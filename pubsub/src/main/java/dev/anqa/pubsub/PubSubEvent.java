package dev.anqa.pubsub;

/** What a {@link PubSub} tells those who watch it. */
public sealed interface PubSubEvent {
  /** The adapter tells something of itself. */
  record FromAdapter(AdapterEvent event) implements PubSubEvent {}

  /** The adapter refused a broadcast; the caller knows too. */
  record AdapterFailed(String topic, String reason) implements PubSubEvent {}

  /** A partition's queue was full: its subscribers of the topic did not get a broadcast. */
  record PartitionFull(String topic) implements PubSubEvent {}

  /** A subscriber threw; the others were served. */
  record SubscriberFailed(String topic, RuntimeException cause) implements PubSubEvent {}

  /** A broadcast from another node could not be encoded for the subscribers of this one. */
  record ReceivedUnfit(String topic, IllegalArgumentException cause) implements PubSubEvent {}

  /** A plain subscriber did not keep up: its mailbox was full and it missed a broadcast. */
  record SubscriberFull(String topic) implements PubSubEvent {}
}
