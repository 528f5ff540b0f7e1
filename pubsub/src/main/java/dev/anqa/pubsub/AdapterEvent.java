package dev.anqa.pubsub;

import java.util.List;

/**
 * What an {@link Adapter} tells of the way to other nodes. Told on the threads it happens on; a
 * {@link PubSub} passes it on as {@link PubSubEvent.FromAdapter}.
 */
public sealed interface AdapterEvent {
  /**
   * The way to other nodes is open: for the first time, or again.
   *
   * @param to what is connected to, such as the server's address without its password
   */
  record Connected(String to) implements AdapterEvent {}

  /**
   * The way to other nodes is closed; this node serves its own subscribers and tries again by
   * itself. Told once, not with each attempt; {@link PubSub#listen} tells later listeners.
   */
  record Disconnected(String reason) implements AdapterEvent {}

  /** A node came; only adapters that know their members tell it. */
  record NodeJoined(String node) implements AdapterEvent {}

  /** A node went, or was given up; only adapters that know their members tell it. */
  record NodeLeft(String node) implements AdapterEvent {}

  /**
   * Groups of nodes that had lost each other are one again.
   *
   * @param groups the nodes' names, by the group that they were in
   */
  record PartitionHealed(List<List<String>> groups) implements AdapterEvent {}

  /**
   * Broadcasts whose sending had been answered with ok were not sent after all.
   *
   * @param count how many
   */
  record BroadcastsLost(long count, String reason) implements AdapterEvent {}

  /**
   * Bytes came that are no broadcasts, or of an unknown version; they were dropped.
   *
   * @param from a node's name, an address or a channel: what is known of where they came from
   */
  record MalformedFrame(String from, String reason) implements AdapterEvent {}

  /** The receiver threw; the broadcasts behind go on. */
  record ReceiverFailed(String topic, RuntimeException cause) implements AdapterEvent {}
}
