package dev.anqa.examples.numbers;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.pubsub.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Streams numbers: {@code numbers:positive} rises, {@code numbers:negative} falls. The channel of
 * "Phoenix WebSockets Under a Microscope", where it is called IntegersChannel.
 */
public final class NumbersChannel implements Channel {
  private enum Update {
    NOW
  }

  /** Where the numbers come from: each is given out once, whoever asks. */
  private final AtomicLong numbers;

  // Plain fields are safe: one thread at a time is in here.
  private int sign;
  private long number;
  private Instant joinedAt = Instant.EPOCH;

  /** A channel that takes its numbers from a source shared by all. */
  public NumbersChannel(AtomicLong numbers) {
    this.numbers = numbers;
  }

  @Override
  public JoinResult join(String topic, Payload params, ChannelSocket socket) {
    switch (topic) {
      case "numbers:positive" -> sign = 1;
      case "numbers:negative" -> sign = -1;
      default -> {
        return JoinResult.refused("unmatched topic");
      }
    }
    joinedAt = Instant.now();
    socket.sendSelf(Update.NOW);
    socket.sendSelfEvery(Duration.ofSeconds(1), Update.NOW);
    return JoinResult.ok();
  }

  @Override
  public void handleInfo(Object message, ChannelSocket socket) {
    number = sign * numbers.incrementAndGet();
    socket.push("update", Map.of("number", number));
  }

  @Override
  public Object inspect(ChannelSocket socket) {
    return new TreeMap<>(Map.of("joined_at", joinedAt.toString(), "number", number));
  }

  @Override
  public HandleResult handleIn(String event, Payload payload, ChannelSocket socket)
      throws Exception {
    return switch (event) {
      case "joined_at" -> HandleResult.ok(Map.of("joined_at", joinedAt.toString()));
      default -> Channel.super.handleIn(event, payload, socket);
    };
  }
}
