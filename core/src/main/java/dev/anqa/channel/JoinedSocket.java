package dev.anqa.channel;

import dev.anqa.pubsub.Batch;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.Subscriber;
import dev.anqa.pubsub.Subscription;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Ref;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** The socket that a channel is given. */
final class JoinedSocket implements ChannelSocket {
  private final ChannelServer server;
  private final ChannelLife life;
  private final ChannelContext context;
  private final ChannelSpec spec;

  /**
   * Timers, subscriptions and what else ends with the channel, and how each is ended; null while
   * there are none. Guarded by this, which is held for no longer than an entry takes.
   */
  private @Nullable IdentityHashMap<Object, Runnable> resources;

  /** Whether the channel is over. Guarded by this. */
  private boolean ended;

  JoinedSocket(ChannelServer server, ChannelLife life, ChannelContext context) {
    this.server = server;
    this.life = life;
    this.context = context;
    this.spec = server.spec();
  }

  @Override
  public String topic() {
    return spec.topic();
  }

  @Override
  public @Nullable String id() {
    return context.source().id();
  }

  @Override
  public Assigns assigns() {
    return spec.assigns();
  }

  @Override
  public String transport() {
    return context.outbound().transport();
  }

  @Override
  public void push(String event, Object payload) {
    requireJoined("push");
    Payload encoded = Payload.of(payload, context.json());
    server.push(
        context.serializer().push(spec.joinRef(), spec.topic(), event, encoded), event, encoded);
    if (context.telemetry().traced()) {
      new ChannelTrace(server, context).pushed(event, encoded);
    }
  }

  @Override
  public BroadcastResult broadcast(String event, Object payload) {
    requireJoined("broadcast");
    return context.pubsub().broadcast(of(event, payload));
  }

  @Override
  public BroadcastResult broadcastFrom(String event, Object payload) {
    requireJoined("broadcastFrom");
    return context.pubsub().broadcastFrom(server, of(event, payload));
  }

  private Broadcast of(String event, Object payload) {
    return new Broadcast(spec.topic(), event, Payload.of(payload, context.json()));
  }

  private void requireJoined(String what) {
    if (!life.isJoined()) {
      throw new IllegalStateException(
          """
          %s in join of "%s": the client has not joined yet. Send yourself a message and do it then:

              socket.sendSelf(AfterJoin.INSTANCE);          // in join
              public void handleInfo(Object message, ChannelSocket socket) { socket.%s(…); }\
          """
              .formatted(what, spec.topic(), what));
    }
  }

  @Override
  public ReplyRef replyRef() {
    Ref ref = life.handling();
    if (ref == null) {
      throw new IllegalStateException(
          "replyRef outside handleIn of \"%s\": there is no message to answer. Take the ref in"
                  .formatted(spec.topic())
              + " handleIn and keep it for later.");
    }
    if (ref.isNull()) {
      throw new IllegalStateException(
          "replyRef for a message on \"%s\" that has no ref: the client waits for no answer. Such"
                  .formatted(spec.topic())
              + " a client gets a push instead.");
    }
    return (status, payload) -> server.reply(ref, status, payload);
  }

  @Override
  public boolean sendSelf(Object message) {
    return server.sendInfo(message);
  }

  @Override
  public Time.Timer sendSelfAfter(Duration delay, Object message) {
    SelfTimer timer = new SelfTimer(delay, message, /* again= */ false);
    timer.start();
    return timer;
  }

  @Override
  public Time.Timer sendSelfEvery(Duration period, Object message) {
    if (!period.isPositive()) {
      throw new IllegalArgumentException("period: " + period + " (expected: > 0)");
    }
    SelfTimer timer = new SelfTimer(period, message, /* again= */ true);
    timer.start();
    return timer;
  }

  @Override
  public Subscription subscribe(String topic) {
    Subscriber toMailbox =
        new Subscriber() {
          @Override
          public void deliver(Batch batch) {
            for (int i = 0; i < batch.size(); i++) {
              Broadcast came = batch.broadcast(i);
              server.offer(
                  new Signal.Info(
                      new Broadcast(
                          came.topic(), came.event(), came.payload().with(context.json()))));
            }
          }
        };
    Subscription subscription =
        context.pubsub().subscribe(topic, toMailbox, context.outbound().partition());
    if (!keep(subscription, subscription::close)) {
      subscription.close();
    }
    return subscription;
  }

  @Override
  public boolean onEnd(Object resource, Runnable task) {
    return keep(resource, task);
  }

  @Override
  public void stop(StopReason reason) {
    server.want(reason);
  }

  @Override
  public void unhandled(Object message) {
    context
        .telemetry()
        .emit(new TelemetryEvent.UnexpectedMessage(server.source(), message.getClass().getName()));
  }

  /** The channel is over: ends what ends with it. */
  void end() {
    IdentityHashMap<Object, Runnable> left;
    synchronized (this) {
      ended = true;
      left = resources;
      resources = null;
    }
    if (left != null) {
      left.values().forEach(this::end);
    }
  }

  private void end(Runnable resource) {
    try {
      resource.run();
    } catch (RuntimeException e) { // The others have to end, too.
      server.emit(new TelemetryEvent.ChannelCrashed(server.source(), e));
    }
  }

  private synchronized boolean keep(Object resource, Runnable end) {
    if (ended) {
      return false;
    }
    if (resources == null) {
      resources = new IdentityHashMap<>(2);
    }
    resources.put(resource, end);
    return true;
  }

  private synchronized void drop(Object resource) {
    if (resources != null) {
      resources.remove(resource);
    }
  }

  /** A message to the channel itself that is still to come. */
  private final class SelfTimer implements Time.Timer, Runnable {
    private final Duration delay;
    private final Object message;
    private final boolean again;

    /** Null before the start. Written by the starting thread, then by the timer's. */
    private volatile Time.@Nullable Timer timer;

    private volatile boolean cancelled;

    SelfTimer(Duration delay, Object message, boolean again) {
      this.delay = delay;
      this.message = message;
      this.again = again;
    }

    void start() {
      if (keep(this, this::cancel)) {
        timer = context.time().after(delay, this);
      }
    }

    @Override
    public void run() {
      if (cancelled) {
        return;
      }
      sendSelf(message);
      if (again) {
        timer = context.time().after(delay, this);
      } else {
        drop(this);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      drop(this);
      Time.Timer started = timer;
      if (started != null) {
        started.cancel();
      }
    }
  }
}
