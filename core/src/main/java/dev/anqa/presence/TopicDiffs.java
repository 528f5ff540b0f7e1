package dev.anqa.presence;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.tracker.TrackerDiff;
import dev.anqa.tracker.TrackerEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The line in which the changes of one topic wait to be told to its clients.
 *
 * <p>Each change gets a virtual thread, on which it is fetched for at once, and told when those
 * before it are. While {@value #MAX_UNDER_WAY} are under way, or a window is open, what comes is
 * put together to one change; so what waits is no more than who is there and who left meanwhile.
 */
final class TopicDiffs {
  static final int MAX_UNDER_WAY = 8;

  private final String topic;
  private final DiffLines lines;

  // Guarded by this, which is held for no longer than a change takes to be noted.

  /** What nobody has begun with; null if there is nothing. */
  private @Nullable Change waiting;

  /** Done when all changes that were begun with are told. */
  private CompletableFuture<@Nullable Void> told = CompletableFuture.completedFuture(null);

  private int underWay;
  private boolean windowOpen;
  private boolean over;

  /** Who is present, if somebody follows. Touched by the change whose turn it is. */
  private final Map<String, List<Meta>> present = new LinkedHashMap<>();

  TopicDiffs(String topic, DiffLines lines) {
    this.topic = topic;
    this.lines = lines;
  }

  /** Takes a change; false if the line is over, and another one is to be begun. */
  boolean add(TrackerDiff diff) {
    Runnable next;
    synchronized (this) {
      if (over) {
        return false;
      }
      if (waiting == null) {
        waiting = new Change();
      }
      waiting.add(diff);
      next = next();
    }
    start(next);
    return true;
  }

  /** What to do next; null if nothing waits, or it has to. Called with the lock held. */
  private @Nullable Runnable next() {
    Change change = waiting;
    if (change == null || windowOpen || underWay == MAX_UNDER_WAY) {
      return null;
    }
    waiting = null;
    if (lines.options.window.isPositive()) {
      windowOpen = true;
      lines.time.after(lines.options.window, () -> next(this::closeWindow));
    }
    underWay++;
    CompletableFuture<@Nullable Void> before = told;
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    told = done;
    return () -> {
      try {
        tell(change, before);
      } finally {
        done.complete(null);
        next(this::ended);
      }
    };
  }

  private void closeWindow() {
    windowOpen = false;
  }

  private void ended() {
    underWay--;
  }

  /** Something is over: begins with what waits, or ends the line. */
  private void next(Runnable over) {
    Runnable next;
    boolean idle;
    synchronized (this) {
      over.run();
      next = next();
      idle = next == null && underWay == 0 && !windowOpen && present.isEmpty();
      this.over |= idle;
    }
    start(next);
    if (idle) {
      lines.drop(topic, this);
    }
  }

  private void start(@Nullable Runnable next) {
    if (next != null) {
      lines.options.executor.execute(next);
    }
  }

  // ---- on the thread of one change

  private void tell(Change change, CompletableFuture<@Nullable Void> before) {
    PresenceDiff diff;
    List<Payload> payloads;
    try {
      diff = lines.enricher.diff(topic, change);
      payloads = payloads(diff);
    } catch (Throwable thrown) { // Whatever fetch may throw: clients must not get out of sync.
      failed("fetch", thrown);
      diff = lines.enricher.plain().diff(topic, change);
      payloads = payloads(diff);
    }
    before.join();
    for (Payload payload : payloads) {
      lines.pubsub.localBroadcast(new Broadcast(topic, Presence.DIFF, payload));
    }
    MetasHandler handler = lines.options.handler;
    if (handler != null) {
      remember(change);
      try {
        handler.handleMetas(topic, diff, Collections.unmodifiableMap(present));
      } catch (Throwable thrown) { // As above: the changes behind it go on.
        failed("handleMetas", thrown);
      }
    }
  }

  private List<Payload> payloads(PresenceDiff diff) {
    return diff.split(lines.options.maxListedKeys).stream()
        .map(piece -> piece.payload(lines.enricher.json()))
        .toList();
  }

  private void remember(Change change) {
    for (TrackerEntry entry : change.joins()) {
      List<Meta> metas = new ArrayList<>(present.getOrDefault(entry.key(), List.of()));
      metas.add(new Meta(entry, lines.enricher.json()));
      present.put(entry.key(), List.copyOf(metas));
    }
    lines
        .enricher
        .metas(change.leaves())
        .forEach((key, left) -> {
          List<Meta> metas = new ArrayList<>(present.getOrDefault(key, List.of()));
          metas.removeAll(left);
          if (metas.isEmpty()) {
            present.remove(key);
          } else {
            present.put(key, List.copyOf(metas));
          }
        });
  }

  private void failed(String hook, Throwable cause) {
    lines.telemetry.emit(
        new TelemetryEvent.PresenceHookFailed(lines.options.name, topic, hook, cause));
  }
}
