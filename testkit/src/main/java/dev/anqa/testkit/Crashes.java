package dev.anqa.testkit;

import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TelemetryListener;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** What callbacks threw, for assertions that fail because of it. Any thread may tell. */
final class Crashes implements TelemetryListener {
  /** More than anybody reads. */
  private static final int KEPT = 100;

  /**
   * One of them.
   *
   * @param callback {@code join}, or {@code callback} for all others
   */
  record Crash(String topic, String channel, String callback, Throwable cause) {}

  /** The latest, the oldest first. Guarded by this. */
  private final ArrayDeque<Crash> crashes = new ArrayDeque<>();

  @Override
  public boolean wants(Class<? extends TelemetryEvent> kind) {
    return kind == TelemetryEvent.ChannelCrashed.class || kind == TelemetryEvent.JoinCrashed.class;
  }

  @Override
  public void handle(TelemetryEvent event) {
    switch (event) {
      case TelemetryEvent.ChannelCrashed(var source, Throwable cause) ->
          add(new Crash(source.topic(), source.channel(), "callback", cause));
      case TelemetryEvent.JoinCrashed(var source, Throwable cause) ->
          add(new Crash(source.topic(), source.channel(), "join", cause));
      default -> {} // Not wanted.
    }
  }

  private synchronized void add(Crash crash) {
    if (crashes.size() == KEPT) {
      crashes.removeFirst();
    }
    crashes.add(crash);
  }

  /** Those of a topic, the oldest first. */
  synchronized List<Crash> on(String topic) {
    return crashes.stream().filter(crash -> crash.topic.equals(topic)).toList();
  }

  /** What a channel of a topic threw last. */
  Optional<Throwable> last(String topic) {
    return on(topic).reversed().stream().map(Crash::cause).findFirst();
  }
}
