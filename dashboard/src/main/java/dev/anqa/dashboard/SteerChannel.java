package dev.anqa.dashboard;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.pubsub.Payload;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does what changes something, one thing at a time: {@code disconnect} one connection or those of
 * one id, {@code kick} one channel of one connection. On a topic of its own, so that it does not
 * wait behind questions.
 */
final class SteerChannel implements Channel {
  /** Does a call with its parameters, as {@code POST /admin/…}. */
  @FunctionalInterface
  interface Actions {
    /**
     * Does it.
     *
     * @throws IllegalArgumentException if a parameter does not fit, or what is meant is not there
     */
    Map<String, @Nullable Object> act(String call, Map<String, ?> params);
  }

  private static final Set<String> CALLS = Set.of("disconnect", "kick");

  private final Actions actions;

  SteerChannel(Actions actions) {
    this.actions = actions;
  }

  @Override
  public JoinResult join(String topic, Payload params, ChannelSocket socket) {
    return JoinResult.ok();
  }

  @Override
  public HandleResult handleIn(String event, Payload payload, ChannelSocket socket)
      throws Exception {
    if (!CALLS.contains(event)) {
      return Channel.super.handleIn(event, payload, socket);
    }
    try {
      return HandleResult.ok(actions.act(event, payload.map()));
    } catch (IllegalArgumentException e) {
      return HandleResult.error(Map.of("reason", String.valueOf(e.getMessage())));
    }
  }
}
