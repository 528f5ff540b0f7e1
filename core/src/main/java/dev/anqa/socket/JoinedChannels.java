package dev.anqa.socket;

import dev.anqa.channel.ChannelContext;
import dev.anqa.channel.ChannelServer;
import dev.anqa.channel.ChannelSpec;
import dev.anqa.channel.StopReason;
import dev.anqa.limits.Limit;
import dev.anqa.limits.TokenBucket;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Frame;
import dev.anqa.serializer.Message;
import dev.anqa.serializer.Ref;
import dev.anqa.telemetry.ChannelSource;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one connection, by topic: how they come in, and how they go out.
 *
 * <p>Changed on the connection's thread only, also by what channels tell their {@link
 * ChannelServer.Owner}; introspection reads it on any.
 */
final class JoinedChannels implements ChannelServer.Owner {
  /** How long a channel may take to end before a new join of its topic goes on without it. */
  private static final Duration DUPLICATE_JOIN_GRACE = Duration.ofSeconds(5);

  private static final Payload UNMATCHED = Payload.json("{\"reason\":\"unmatched topic\"}");
  private static final Payload CRASHED = Payload.json("{\"reason\":\"channel_crash\"}");

  private final SocketHandler handler;
  private final ConnectResult.Accepted accepted;
  private final ChannelContext context;
  private final MountLimits limits;
  private final TokenBucket recentJoins;

  /** Takes what waited for a join to be decided. */
  private final Consumer<Message.Routed> dispatch;

  /** Joining, joined and leaving channels; at most {@link SocketLimits#maxChannels}. */
  private final ByTopic<Membership> memberships = new ByTopic<>();

  /** Whether the connection has ended, or is about to. */
  private boolean over;

  /** Told when the last channel has answered what it was sent; null unless this drains. */
  private @Nullable Runnable answered;

  /** Channels that have not, while this drains. */
  private int answering;

  JoinedChannels(
      SocketHandler handler,
      ConnectResult.Accepted accepted,
      ChannelContext context,
      MountLimits limits,
      Consumer<Message.Routed> dispatch) {
    this.limits = limits;
    this.recentJoins = new TokenBucket(context.time().nanos());
    this.handler = handler;
    this.accepted = accepted;
    this.context = context;
    this.dispatch = dispatch;
  }

  @Nullable Membership find(String topic) {
    return memberships.get(topic);
  }

  /**
   * Starts a join. The topic is free, or its present channel is ended first.
   *
   * @param predecessor the present membership; null for a free topic
   */
  void join(Message.Routed message, @Nullable Membership predecessor) {
    if (!recentJoins.take(limits.joins(), context.time(), context.source())) {
      refuse(message, limits.joins(), limits.joins().cap().maximum() + 1, "too many joins");
      return;
    }
    Route route = handler.route(message.topic());
    if (route == null) {
      context
          .telemetry()
          .emit(new TelemetryEvent.JoinUnmatched(handler.name(), accepted.id(), message.topic()));
      reply(Ref.NULL, message, "error", UNMATCHED);
      return;
    }
    int others = memberships.size();
    if (predecessor == null && !limits.channels().allows(others, others + 1L, context.source())) {
      refuse(message, limits.channels(), others + 1L, "too many channels joined");
      return;
    }
    Ref joinRef = message.joinRef().isNull() ? message.ref() : message.joinRef();
    ChannelSpec spec =
        new ChannelSpec(
            message.topic(),
            route.pattern(),
            joinRef,
            message.joinRef(),
            message.ref(),
            accepted.assigns().with(route.assigns().asMap()),
            route.slow(),
            limits.mailbox(),
            callbacks(route));
    ChannelServer channel = new ChannelServer(context, spec, this, route.channel());
    Membership membership = new Membership(channel, predecessor);
    memberships.put(message.topic(), membership);
    if (predecessor == null) {
      channel.join(message.payload());
    } else {
      replace(predecessor, membership, message.payload());
    }
  }

  private void refuse(Message.Routed message, Limit limit, long value, String reason) {
    Payload payload = Payload.json(limit.refusal(value).json(reason));
    reply(message.joinRef(), message, "error", payload);
  }

  private Executor callbacks(Route route) {
    return switch (route.work()) {
      case QUICK -> context.outbound().callbacks(handler.name() + " " + route.pattern());
      case COMPUTING -> context.callbacks();
    };
  }

  /** Ends the old channel; the new one is asked when it has ended, or after the grace. */
  private void replace(Membership old, Membership replacement, Payload params) {
    old.unsubscribe();
    Time.Timer overdue =
        context
            .time()
            .after(
                DUPLICATE_JOIN_GRACE,
                () -> context.outbound().execute(() -> predecessorEnded(old)));
    replacement.start =
        () -> {
          overdue.cancel();
          replacement.channel.join(params);
        };
    old.channel.kill(new StopReason.DuplicateJoin());
  }

  private void predecessorEnded(Membership old) {
    Membership current = memberships.get(old.channel.spec().topic());
    if (current != null && current.predecessor == old) {
      current.begin();
    }
  }

  @Override
  public void joined(ChannelServer channel, Frame reply) {
    Membership membership = current(channel);
    if (membership == null) {
      return; // The connection ended meanwhile; the channel has been told.
    }
    membership.subscription =
        context.pubsub().subscribe(channel.spec().topic(), channel, context.outbound().partition());
    membership.status = Membership.Status.JOINED;
    context.outbound().sendFirst(reply);
    closePredecessor(membership);
    channel.confirm();
    lookAtWaiting(membership);
  }

  @Override
  public void refused(ChannelServer channel, Frame reply) {
    Membership membership = current(channel);
    if (membership == null) {
      return;
    }
    memberships.remove(channel.spec().topic());
    context.outbound().sendFirst(reply);
    closePredecessor(membership);
    lookAtWaiting(membership);
  }

  private void closePredecessor(Membership membership) {
    Membership old = membership.predecessor;
    if (old != null) {
      control(old.channel, "phx_close", Payload.empty());
      membership.predecessor = null;
    }
  }

  private void lookAtWaiting(Membership membership) {
    Message.Routed message;
    while (!over && (message = membership.nextWaiting()) != null) {
      dispatch.accept(message);
    }
  }

  // ---- the end of a channel

  @Override
  public void closing(ChannelServer channel) {
    Membership membership = current(channel);
    if (membership == null) {
      return;
    }
    remove(membership);
    if (answered == null) {
      control(channel, "phx_close", Payload.empty());
    } else {
      answered(membership); // The close of the connection tells it all.
    }
  }

  @Override
  public void ended(ChannelServer channel) {
    Membership membership = current(channel);
    if (membership != null) {
      remove(membership);
      control(channel, "phx_error", CRASHED);
      answered(membership);
    } else {
      Membership successor = memberships.get(channel.spec().topic());
      if (successor != null
          && successor.predecessor != null
          && successor.predecessor.channel == channel) {
        predecessorEnded(successor.predecessor);
      }
    }
  }

  /** The client leaves; a second time while the channel says goodbye changes nothing. */
  void leave(Membership membership, Ref ref) {
    if (membership.status == Membership.Status.JOINED) {
      membership.status = Membership.Status.LEAVING;
      membership.channel.leave(ref);
    }
  }

  /** Kills the channel of a topic: no terminate, the client sees {@code phx_error} alone. */
  void kill(String topic) {
    Membership membership = memberships.get(topic);
    if (membership != null) {
      membership.channel.kill(new StopReason.Killed());
      ended(membership.channel);
    }
  }

  /**
   * Stops the channel of a topic, if it is joined, in an orderly way, behind what is in its
   * mailbox.
   */
  void stop(String topic, StopReason reason) {
    Membership membership = memberships.get(topic);
    if (membership != null && membership.status == Membership.Status.JOINED) {
      membership.channel.stop(reason);
    }
  }

  private void remove(Membership membership) {
    memberships.remove(membership.channel.spec().topic());
    membership.unsubscribe();
  }

  private @Nullable Membership current(ChannelServer channel) {
    Membership membership = memberships.get(channel.spec().topic());
    return membership != null && membership.channel == channel ? membership : null;
  }

  private void control(ChannelServer channel, String event, Payload payload) {
    ChannelSpec spec = channel.spec();
    send(context.serializer().control(spec.sentJoinRef(), spec.topic(), event, payload));
  }

  private void reply(Ref joinRef, Message.Routed message, String status, Payload payload) {
    send(context.serializer().reply(joinRef, message.ref(), message.topic(), status, payload));
  }

  private void send(Frame frame) {
    context.outbound().send(frame);
  }

  /** The connection ends, and all channels with it. */
  void end(StopReason reason) {
    over = true;
    for (Membership membership : memberships.values()) {
      membership.unsubscribe();
      membership.channel.stop(reason);
    }
    memberships.clear();
  }

  /**
   * The connection is to end: all channels stop, behind what they were sent before. Nobody waits
   * for those whose join is not decided.
   *
   * @param task run when the others have answered, and said nothing more
   */
  void drain(Runnable task) {
    over = true;
    answered = task;
    for (Membership membership : memberships.values()) {
      membership.awaited = membership.status != Membership.Status.JOINING;
      answering += membership.awaited ? 1 : 0;
      membership.channel.stop(new StopReason.Draining());
    }
    if (answering == 0) {
      task.run();
    }
  }

  private void answered(Membership membership) {
    if (answered != null && membership.awaited && --answering == 0) {
      answered.run();
    }
  }

  /** Shows each channel whose join is decided, and how many messages wait for it; any thread. */
  void walk(ObjIntConsumer<? super ChannelSource> visitor) {
    for (Membership membership : memberships.values()) {
      if (membership.status != Membership.Status.JOINING) {
        visitor.accept(membership.channel.source(), membership.channel.mailboxSize());
      }
    }
  }

  /** The channels whose join is decided; any thread may call. */
  List<SocketInfo.ChannelInfo> info() {
    List<SocketInfo.ChannelInfo> channels = new ArrayList<>();
    for (Membership membership : memberships.values()) {
      if (membership.status != Membership.Status.JOINING) {
        channels.add(info(membership));
      }
    }
    return channels;
  }

  private static SocketInfo.ChannelInfo info(Membership membership) {
    ChannelServer channel = membership.channel;
    return new SocketInfo.ChannelInfo(
        channel.spec().topic(),
        channel.source().channel(),
        membership.status == Membership.Status.JOINED ? "joined" : "leaving",
        channel.mailboxSize(),
        channel.handled(),
        channel.age());
  }

  /** A channel whose join is decided, asked for its state; null if there is none. Any thread. */
  @Nullable ChannelView view(String topic, Duration bound) {
    Membership membership = memberships.get(topic);
    if (membership == null || membership.status == Membership.Status.JOINING) {
      return null;
    }
    return new ChannelView(
        info(membership), membership.channel.spec().assigns(), membership.channel.inspect(bound));
  }
}
