package dev.anqa.tracker;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Mailbox;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Subscription;
import dev.anqa.pubsub.Time;
import dev.anqa.tracker.Signal.Call;
import dev.anqa.tracker.Signal.Close;
import dev.anqa.tracker.Signal.Received;
import dev.anqa.tracker.Signal.Request;
import dev.anqa.tracker.Signal.Reunited;
import dev.anqa.tracker.Signal.Tick;
import dev.anqa.tracker.Signal.Track;
import dev.anqa.tracker.Signal.Untrack;
import dev.anqa.tracker.Signal.UntrackAll;
import dev.anqa.tracker.Signal.Update;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tracker of the topics that fall to it, on one node: a {@link Replicator} with a mailbox, a
 * timer and a topic on which it talks to its counterparts on other nodes.
 *
 * <p>Ports the process of {@code Phoenix.Tracker.Shard}. Differs in: lists are read from an index
 * without asking the shard, and the index is changed before the diff is handed on, so that whoever
 * subscribes to a topic and then lists it misses nothing; a failing handler of diffs does not take
 * the shard down; the last changes are sent on an orderly end.
 */
final class TrackerShard implements Replicator.Out {
  private static final int MAILBOX_SIZE = 65_536;
  private static final String EVENT = "tracker";

  private final PubSub pubsub;
  private final Time time;
  private final Duration period;
  private final DiffHandler handler;
  private final Consumer<? super TrackerEvent> listener;
  private final Mailbox<Signal> mailbox;
  private final Subscription subscription;

  /** Written on the shard's thread, read by all. */
  private final TopicIndex index = new TopicIndex();

  /** The thread that is handling a signal; null between signals. Others compare it with theirs. */
  private volatile @Nullable Thread thread;

  // Touched on the shard's thread only.

  private final TrackerState<Object> state;
  private final Replicator replicator;
  private boolean closed;

  TrackerShard(
      String topic,
      PubSub pubsub,
      Time time,
      TrackerOptions options,
      DiffHandler handler,
      Consumer<? super TrackerEvent> listener) {
    this.pubsub = pubsub;
    this.time = time;
    this.period = options.broadcastPeriod();
    this.handler = handler;
    this.listener = listener;
    ReplicaId self =
        new ReplicaId(pubsub.nodeName(), ChronoUnit.MICROS.between(Instant.EPOCH, time.now()));
    this.state = new TrackerState<>(self, options.maxDeltaSize());
    this.replicator =
        new Replicator(
            state,
            new Membership(self, options.downPeriod(), options.permdownPeriod()),
            options.maxSilentPeriods(),
            options.clockSamplePeriods(),
            this);
    this.mailbox = new Mailbox<>(options.executor(), MAILBOX_SIZE, this::handle);
    this.subscription = pubsub.subscribe(topic, MAILBOX_SIZE, this::received);
  }

  private void received(Broadcast broadcast) {
    if (!mailbox.offer(new Received(broadcast.payload()))) {
      event(new TrackerEvent.MailboxFull(MAILBOX_SIZE));
    }
  }

  /** Lets it do what is due at each period, from the given delay on. */
  void tickAfter(Duration delay) {
    time.after(delay, () -> mailbox.force(new Tick()));
  }

  /** Nodes that were cut off can be reached again; does not wait, any thread. */
  void reunite() {
    if (!mailbox.offer(new Reunited())) {
      event(new TrackerEvent.MailboxFull(MAILBOX_SIZE));
    }
  }

  /** Who is on which topic; any thread. */
  TopicIndex index() {
    return index;
  }

  /**
   * Has something done and waits for it; any thread but the shard's.
   *
   * @return the entry that is there now, or nothing
   * @throws RejectedExecutionException if the mailbox is full
   * @throws IllegalStateException if the shard is closed, or waits for the caller itself
   */
  Optional<TrackerEntry> call(Request request) {
    checkNotInside();
    CompletableFuture<Optional<TrackerEntry>> done = new CompletableFuture<>();
    if (!mailbox.offer(new Call(request, done))) {
      throw new RejectedExecutionException("mailbox: " + MAILBOX_SIZE + " signals wait already");
    }
    try {
      return done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void checkNotInside() {
    if (thread == Thread.currentThread()) {
      throw new IllegalStateException(
          "A tracker was called while it waits for the caller: in a DiffHandler, or in the function"
              + " given to update. Hand on what is to be done to another thread.");
    }
  }

  /** Ends all entries of an owner; never refused, does not wait, any thread. */
  void ended(Object owner) {
    mailbox.force(new Call(new UntrackAll(owner), new CompletableFuture<>()));
  }

  /**
   * Ends it; the result fails if it has ended before.
   *
   * @throws IllegalStateException if the shard waits for the caller itself
   */
  CompletableFuture<Optional<TrackerEntry>> close(boolean goodbye) {
    checkNotInside();
    CompletableFuture<Optional<TrackerEntry>> done = new CompletableFuture<>();
    mailbox.force(new Call(new Close(goodbye), done));
    return done;
  }

  private void handle(Signal signal) {
    thread = Thread.currentThread();
    try {
      switch (signal) {
        case Call(var request, var done) -> handle(request, done);
        case Received(var message) -> receive(message);
        case Tick _ -> tick();
        case Reunited _ -> reunited();
      }
    } finally {
      thread = null;
    }
  }

  private void tick() {
    if (closed) {
      return;
    }
    try {
      replicator.tick(time.nanos());
    } finally {
      tickAfter(period);
    }
  }

  private void reunited() {
    if (!closed) {
      replicator.reunited();
    }
  }

  private void receive(Payload message) {
    if (closed) {
      return;
    }
    try {
      replicator.receive(TrackerCodec.decode(message.buffer()), time.nanos());
    } catch (MalformedMessageException e) {
      event(new TrackerEvent.MalformedMessage(String.valueOf(e.getMessage())));
    }
  }

  private void handle(Request request, CompletableFuture<Optional<TrackerEntry>> done) {
    try {
      if (closed) {
        throw new IllegalStateException("The tracker is closed.");
      }
      done.complete(Optional.ofNullable(handle(request)));
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  private @Nullable TrackerEntry handle(Request request) {
    return switch (request) {
      case Track(var owner, var topic, var key, var meta) -> {
        TrackerEntry entry = state.join(owner, topic, key, meta);
        if (entry != null) {
          changed(new Diff(List.of(entry), List.of()));
        }
        yield entry;
      }
      case Update update -> update(update);
      case Untrack(var owner, var topic, var key) -> {
        changed(state.leave(owner, topic, key));
        yield null;
      }
      case UntrackAll(var owner) -> {
        changed(state.leaveAll(owner));
        yield null;
      }
      case Close(var goodbye) -> {
        closed = true;
        subscription.close();
        replicator.close(goodbye);
        yield null;
      }
    };
  }

  private @Nullable TrackerEntry update(Update update) {
    TrackerEntry current = state.find(update.owner(), update.topic(), update.key());
    if (current == null) {
      return null;
    }
    Payload meta = TrackerEntry.checkMeta(update.meta().apply(current));
    Diff diff = state.update(update.owner(), update.topic(), update.key(), meta);
    changed(diff);
    return diff.joins().getFirst();
  }

  @Override
  public void broadcast(TrackerMessage message) {
    switch (pubsub.broadcastFrom(subscription.subscriber(), broadcastOf(message))) {
      case BroadcastResult.Ok _ -> {}
      case BroadcastResult.LocalOnly _, BroadcastResult.Failed _ -> replicator.announce();
    }
  }

  @Override
  public void send(String node, TrackerMessage message) {
    // If it fails, as PubSub says by its own event, the next heartbeats show what is lacking still.
    pubsub.directBroadcast(node, broadcastOf(message));
  }

  private Broadcast broadcastOf(TrackerMessage message) {
    byte[] bytes = TrackerCodec.encode(message);
    Payload payload = Payload.wrap(Payload.Kind.BINARY, bytes, 0, bytes.length, null);
    return new Broadcast(subscription.topic(), EVENT, payload);
  }

  @Override
  public void changed(Diff diff) {
    if (diff.isEmpty()) {
      return;
    }
    index.apply(diff);
    try {
      handler.handleDiff(TrackerDiff.byTopic(diff));
    } catch (RuntimeException e) {
      event(new TrackerEvent.DiffHandlerFailed(e));
    }
  }

  @Override
  public void event(TrackerEvent event) {
    listener.accept(event);
  }
}
