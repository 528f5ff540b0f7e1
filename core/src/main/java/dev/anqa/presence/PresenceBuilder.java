package dev.anqa.presence;

import dev.anqa.tracker.TrackerOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a {@link Presence} is made of. Not for more than one thread. */
public final class PresenceBuilder {
  String name = "presence";
  Fetch fetch = Fetch.NOTHING;

  /** Null if nobody follows. */
  @Nullable MetasHandler handler;

  Duration window = Duration.ZERO;
  int maxListedKeys = 10_000;
  Consumer<? super TrackerOptions> tracker = _ -> {};
  Executor executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("anqa-presence-", 0).factory());

  PresenceBuilder() {}

  /**
   * Its name, the same on all nodes; {@code presence} by default. An endpoint may have several, of
   * different names, that know nothing of each other.
   */
  public PresenceBuilder name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /** Adds what the application knows; nothing by default. */
  public PresenceBuilder fetch(Fetch fetch) {
    this.fetch = Objects.requireNonNull(fetch, "fetch");
    return this;
  }

  /** Follows who is present; nobody by default. */
  public PresenceBuilder handleMetas(MetasHandler handler) {
    this.handler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /**
   * For how long the changes of a topic are put together after one was told; zero, each on its own,
   * by default.
   *
   * <p>On a quiet topic a change is told at once. On a busy one, where many come and go, each
   * client gets one diff for each window instead of one for each change.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public PresenceBuilder window(Duration window) {
    if (window.isNegative()) {
      throw new IllegalArgumentException("window: " + window + " (expected: >= 0)");
    }
    this.window = window;
    return this;
  }

  /**
   * How many keys a list may have; 10,000 by default. A list with more is {@linkplain
   * PresenceList#truncated truncated}, which {@link Presence#pushState} tells the client. A diff is
   * never cut, but goes out as several of so many keys.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public PresenceBuilder maxListedKeys(int keys) {
    if (keys <= 0) {
      throw new IllegalArgumentException("maxListedKeys: " + keys + " (expected: > 0)");
    }
    maxListedKeys = keys;
    return this;
  }

  /** Changes how the nodes of a cluster keep in touch, such as the down period. */
  public PresenceBuilder tracker(Consumer<? super TrackerOptions> change) {
    tracker = Objects.requireNonNull(change, "change");
    return this;
  }

  /** Runs the hooks for diffs; a virtual thread for each diff by default. */
  public PresenceBuilder executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /** Makes it. It answers once it is given to an endpoint that has started. */
  public Presence build() {
    return new Presence(copy());
  }

  private PresenceBuilder copy() {
    PresenceBuilder copy = new PresenceBuilder();
    copy.name = name;
    copy.fetch = fetch;
    copy.handler = handler;
    copy.window = window;
    copy.maxListedKeys = maxListedKeys;
    copy.tracker = tracker;
    copy.executor = executor;
    return copy;
  }
}
