package dev.anqa.channel;

import dev.anqa.pubsub.Payload;

/** What a channel answers somebody who looks into a running node; see {@link Channel#inspect}. */
public sealed interface ChannelState {
  /**
   * What the channel shows of itself.
   *
   * @param state JSON, secrets included: show it through a {@link dev.anqa.telemetry.ParamFilter}
   */
  record Shown(Payload state) implements ChannelState {}

  /** It did not answer in time: a callback runs or blocks, or much waits in its mailbox. */
  record Busy() implements ChannelState {}

  /**
   * It has nothing that can be shown.
   *
   * @param reason why: what {@code inspect} threw, by its type, or that its answer is no JSON or
   *     too long
   */
  record Unreadable(String reason) implements ChannelState {}

  /** It is over. */
  record Ended() implements ChannelState {}
}
