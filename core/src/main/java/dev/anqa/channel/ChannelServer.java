package dev.anqa.channel;

import dev.anqa.limits.Cap;
import dev.anqa.pubsub.Batch;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Format;
import dev.anqa.pubsub.Mailbox;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.Subscriber;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Frame;
import dev.anqa.serializer.Message;
import dev.anqa.serializer.Ref;
import dev.anqa.telemetry.ChannelSource;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one channel for one client: its mailbox, its callbacks, its end.
 *
 * <p>The owner, a socket session, starts it with {@link #join} and hears of it through {@link
 * Owner}. Everything that happens to the channel is a {@link Signal} in its mailbox, handled one at
 * a time on a virtual thread. Broadcasts of its topic do not come that way: {@link #deliver} sends
 * them straight to the client, the fastlane, unless the channel intercepts the event.
 *
 * <p>Ports {@code lib/phoenix/channel/server.ex}. Differs in: no process waits while nothing
 * happens; a join is answered from here and holds up no other topic; an end is told to the owner as
 * a call, not found out by monitors.
 */
public final class ChannelServer implements Subscriber {
  /** What runs channels; all its methods are called on the thread of the connection's outbound. */
  public interface Owner {
    /** The channel let the client in; {@code reply} is for it. Calls {@link #confirm} then. */
    void joined(ChannelServer channel, Frame reply);

    /** The channel kept the client out, or could not be asked; it is over. */
    void refused(ChannelServer channel, Frame reply);

    /** The channel ends in an orderly way: the client gets {@code phx_close}. */
    void closing(ChannelServer channel);

    /** The channel is over; if {@link #closing} did not come before, that is an error. */
    void ended(ChannelServer channel);
  }

  private final ChannelContext context;
  private final ChannelSpec spec;
  private final Mailbox<Signal> mailbox;

  /** From so many messages on, there is something to tell of the mailbox. */
  private final int nearlyFull;

  private final ChannelLife life;

  /** The events that come to the mailbox. Written before the owner subscribes this. */
  Set<String> intercepts = Set.of();

  /** Whether it was killed: nothing is sent for it any more. Set once, by the owner's thread. */
  private volatile boolean killed;

  /** Whether what the channel itself sends is dropped. Never goes back. */
  private volatile boolean silent;

  /** The thread that is in a callback, to be interrupted by a kill; null between callbacks. */
  private volatile @Nullable Thread runner;

  /** Whether what it pushes may be dropped. */
  private final boolean mayDrop;

  /** Makes one that has not begun. */
  public ChannelServer(
      ChannelContext context, ChannelSpec spec, Owner owner, Supplier<? extends Channel> factory) {
    this.context = context;
    this.spec = spec;
    this.mayDrop = !(spec.slow() instanceof SlowPolicy.Close);
    Cap cap = spec.mailbox().cap();
    this.mailbox = new Mailbox<>(spec.callbacks(), cap.enforcedInt(), this::handle);
    this.nearlyFull = (int) Math.min(cap.near(), Integer.MAX_VALUE);
    this.life = new ChannelLife(this, context, owner, factory);
  }

  // ---- for the owner, on the connection's thread

  /** What it was made for. */
  public ChannelSpec spec() {
    return spec;
  }

  /** Begins: asks the channel whether the client may join. */
  public void join(Payload params) {
    mailbox.force(new Signal.Join(params));
  }

  /** The client was told; from now on messages are handled. */
  public void confirm() {
    mailbox.force(new Signal.Confirmed());
  }

  /** A message of the client; false if the mailbox is full, and nothing happened. */
  public boolean receive(Message.Routed message) {
    int size = message.payload().size();
    context.backlog().add(size);
    if (!put(new Signal.In(message))) {
      context.backlog().remove(size);
      return false;
    }
    return true;
  }

  /** The client leaves. */
  public void leave(Ref ref) {
    mailbox.force(new Signal.Leave(ref));
  }

  /** Ends it, behind what is in the mailbox. */
  public void stop(StopReason reason) {
    mailbox.force(new Signal.Stop(reason));
  }

  /**
   * Ends it now: what is in the mailbox is dropped, a callback that runs is interrupted, {@code
   * terminate} is not called and nothing of it is sent any more. {@link Owner#ended} follows.
   */
  public void kill(StopReason reason) {
    killed = true;
    silent = true;
    mailbox.force(new Signal.Stop(reason));
    Thread inCallback = runner;
    if (inCallback != null) {
      inCallback.interrupt();
    }
  }

  /** How many signals wait. */
  public int mailboxSize() {
    return mailbox.size();
  }

  /** How many messages it has begun to handle; any thread may call. */
  public long handled() {
    return life.handled();
  }

  /** How long ago its join was decided; for those who know that it was. */
  public Duration age() {
    return life.age();
  }

  /**
   * Asks the channel for what it shows of its state; any thread may call.
   *
   * <p>The question waits in the mailbox, which is left free for the client by half.
   *
   * @param bound how long that may take; after it the answer is {@link ChannelState.Busy}
   */
  public CompletableFuture<ChannelState> inspect(Duration bound) {
    CompletableFuture<ChannelState> answer = new CompletableFuture<>();
    if (mailbox.size() >= spec.mailbox().cap().enforced() / 2
        || !mailbox.offer(new Signal.Inspect(answer))) {
      answer.complete(new ChannelState.Busy());
      return answer;
    }
    Time.Timer late = context.time().after(bound, () -> answer.complete(new ChannelState.Busy()));
    return answer.whenComplete((_, _) -> late.cancel());
  }

  // ---- the fastlane, on the connection's thread

  @Override
  public Format format() {
    return context.serializer();
  }

  @Override
  public void deliver(Batch batch) {
    if (mayDrop && context.outbound().isBehind()) {
      deliverOneByOne(batch);
    } else {
      deliverAtOnce(batch);
    }
  }

  private void deliverAtOnce(Batch batch) {
    if (isForEverybody(batch)) {
      forward((Frame) batch.encoded(context.serializer()));
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      if (batch.from(i) == this) {
        continue;
      }
      if (intercepts.contains(batch.broadcast(i).event())) {
        offer(new Signal.Out(batch.broadcast(i)));
      } else {
        forward((Frame) batch.encoded(i, context.serializer()));
      }
    }
  }

  private void forward(Frame frame) {
    if (!killed) {
      context.outbound().send(frame);
    }
  }

  /** Each broadcast by itself, so that each may be dropped. */
  private void deliverOneByOne(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      Broadcast broadcast = batch.broadcast(i);
      if (batch.from(i) == this) {
        continue;
      }
      if (intercepts.contains(broadcast.event())) {
        offer(new Signal.Out(broadcast));
      } else if (!killed) {
        Frame frame = (Frame) batch.encoded(i, context.serializer());
        sendSheddable(frame, broadcast.event(), broadcast.payload());
      }
    }
  }

  private boolean isForEverybody(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      if (batch.from(i) == this || intercepts.contains(batch.broadcast(i).event())) {
        return false;
      }
    }
    return true;
  }

  // ---- on any thread

  /** Puts a message in for {@link Channel#handleInfo}; false if its mailbox is full. */
  public boolean sendInfo(Object message) {
    return offer(new Signal.Info(message));
  }

  // ---- for the socket, on any thread

  void send(Frame frame) {
    if (!silent) {
      context.outbound().send(frame);
    }
  }

  /** Drops what the channel sends from now on. */
  void silence() {
    silent = true;
  }

  /** Sends a frame that may be dropped, if the channel's policy says so. */
  void push(Frame frame, String event, Payload payload) {
    if (!mayDrop) {
      send(frame);
    } else if (!silent) {
      sendSheddable(frame, event, payload);
    }
  }

  private void sendSheddable(Frame frame, String event, Payload payload) {
    context
        .outbound()
        .send(
            frame,
            new Sheddable(spec.slow(), spec.route(), spec.topic(), event, payload, context.json()));
  }

  void reply(Ref ref, String status, Object payload) {
    Payload encoded = Payload.of(payload, context.json());
    send(context.serializer().reply(spec.joinRef(), ref, spec.topic(), status, encoded));
    if (context.telemetry().traced()) {
      new ChannelTrace(this, context).replied(status, encoded);
    }
  }

  boolean offer(Signal signal) {
    boolean taken = put(signal);
    if (!taken) {
      mailboxFull();
    }
    return taken;
  }

  private boolean put(Signal signal) {
    if (!mailbox.offer(signal)) {
      return false;
    }
    int size = mailbox.size();
    if (size >= nearlyFull) {
      var _ = spec.mailbox().allows(size - 1L, size, spec.topic()); // Tells, if that is new.
    }
    return true;
  }

  /** Counts and tells that a message was not taken; any thread may call. */
  public void mailboxFull() {
    long maximum = spec.mailbox().cap().maximum();
    var _ = spec.mailbox().allows(maximum, maximum + 1, spec.topic());
  }

  /** What telemetry calls this channel; any thread may call. */
  public ChannelSource source() {
    String name = life.channelName();
    return new ChannelSource(spec.topic(), spec.route(), name, context.source());
  }

  /** Asks for an end: when the present callback returns, or from elsewhere, through the mailbox. */
  void want(StopReason reason) {
    if (Thread.currentThread() == runner) {
      life.want(reason);
    } else {
      stop(reason);
    }
  }

  boolean isKilled() {
    return killed;
  }

  // ---- the mailbox's handler

  private void handle(Signal signal) {
    if (signal instanceof Signal.In in) {
      context.backlog().remove(in.message().payload().size());
    }
    runner = Thread.currentThread();
    try {
      life.handle(signal);
    } finally {
      runner = null;
    }
  }

  void emit(TelemetryEvent event) {
    context.telemetry().emit(event);
  }
}
