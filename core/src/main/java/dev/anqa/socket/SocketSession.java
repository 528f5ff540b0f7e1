package dev.anqa.socket;

import dev.anqa.channel.Backlog;
import dev.anqa.channel.ChannelContext;
import dev.anqa.channel.Outbound;
import dev.anqa.channel.StopReason;
import dev.anqa.limits.Limit;
import dev.anqa.limits.TokenBucket;
import dev.anqa.pubsub.Batch;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.Subscriber;
import dev.anqa.pubsub.Subscription;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.DecodeException;
import dev.anqa.serializer.Frame;
import dev.anqa.serializer.Message;
import dev.anqa.serializer.Ref;
import dev.anqa.serializer.Serializer;
import dev.anqa.telemetry.ChannelSource;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link SocketHandler}: decodes what its client sends, routes it by topic, and
 * leaves its channels to {@link JoinedChannels}.
 *
 * <p>Ports {@code lib/phoenix/socket.ex} from {@code __init__} on; the order of the cases in {@link
 * #dispatch} is its {@code handle_in}. Differs in: a join is awaited by its topic alone, so
 * heartbeats and other topics go on, and what comes for the topic meanwhile is looked at
 * afterwards, in order; a channel whose mailbox is full answers with an error.
 */
final class SocketSession implements Drainable {
  private static final int CLOSE_GOING_AWAY = 1001;
  private static final int CLOSE_POLICY = 1008;
  private static final int CLOSE_INTERNAL_ERROR = 1011;

  private static final Payload UNMATCHED = Payload.json("{\"reason\":\"unmatched topic\"}");

  private final SocketHandler handler;
  private final SocketRuntime runtime;
  private final SocketSource source;
  private final ConnectResult.Accepted accepted;
  private final Serializer serializer;
  private final Instant connectedAt;

  // Touched on the connection's thread only.

  /** What came of late. */
  private final TokenBucket messages;

  /** Null until {@link #opened}. Written once, before anybody else knows this session. */
  private @Nullable ChannelContext context;

  /** Null until {@link #opened}, too. */
  private @Nullable JoinedChannels channels;

  /** Hears of {@code disconnect} on the id; null without an id. */
  private @Nullable Subscription idSubscription;

  /** Why this ends; null while it lives. Nothing is received any more once it is set. */
  private @Nullable StopReason ending;

  SocketSession(
      SocketHandler handler,
      SocketRuntime runtime,
      SocketSource source,
      ConnectResult.Accepted accepted,
      Serializer serializer) {
    this.handler = handler;
    this.runtime = runtime;
    this.source = source;
    this.accepted = accepted;
    this.serializer = serializer;
    this.connectedAt = runtime.time().now();
    this.messages = new TokenBucket(runtime.time().nanos());
  }

  // ---- for the transport

  @Override
  public SocketSource source() {
    return source;
  }

  @Override
  public void opened(Outbound outbound) {
    context =
        new ChannelContext(
            outbound,
            serializer,
            source,
            runtime.pubsub(),
            runtime.json(),
            runtime.time(),
            outbound.callbacks(),
            runtime.telemetry(),
            new Backlog(outbound, runtime.mount().backlog()));
    channels = new JoinedChannels(handler, accepted, context, runtime.mount(), this::dispatch);
    runtime.sessions().add(this);
    String id = accepted.id();
    if (id != null) {
      idSubscription =
          runtime.pubsub().subscribe(id, new DisconnectListener(), outbound.partition());
    }
  }

  @Override
  public void receive(Frame frame) {
    if (ending != null || !countMessage()) {
      return;
    }
    try {
      dispatch(serializer.decode(frame));
    } catch (DecodeException e) {
      String detail = String.valueOf(e.getMessage());
      runtime
          .telemetry()
          .emit(new TelemetryEvent.DecodeFailed(handler.name(), accepted.id(), detail));
      end(new StopReason.TransportFailed(detail), CLOSE_INTERNAL_ERROR, "");
    }
  }

  /** It is answered by the transport; only the limit wants to know. */
  @Override
  public void control(Frame frame) {
    if (ending == null) {
      var _ = countMessage();
    }
  }

  /** Counts a message in; false if it is one too many, and the connection ends. */
  private boolean countMessage() {
    Limit perSecond = runtime.mount().messages();
    if (messages.take(perSecond, runtime.time(), source)) {
      return true;
    }
    String text = perSecond.refusal(perSecond.cap().maximum() + 1).text();
    end(new StopReason.TransportFailed(text), CLOSE_POLICY, text);
    return false;
  }

  @Override
  public void closed(StopReason reason) {
    end(reason, /* closeCode= */ 0, "");
    runtime.sessions().remove(this);
  }

  // ---- dispatch

  private void dispatch(Message message) {
    switch (message) {
      case Message.Unroutable unroutable -> send(serializer.unmatched(unroutable));
      case Message.Routed routed -> dispatch(routed);
    }
  }

  private void dispatch(Message.Routed message) {
    if (message.topic().equals("phoenix") && message.event().equals("heartbeat")) {
      Frame alive =
          serializer.reply(Ref.NULL, message.ref(), message.topic(), "ok", Payload.empty());
      context().outbound().sendFirst(alive);
      return;
    }
    Membership membership = channels().find(message.topic());
    if (membership == null) {
      dispatchUnjoined(message);
    } else if (membership.status == Membership.Status.JOINING) {
      if (!membership.keep(message)) {
        refuseForFullMailbox(membership, message);
      }
    } else {
      dispatchJoined(membership, message);
    }
  }

  private void dispatchUnjoined(Message.Routed message) {
    switch (message.event()) {
      case "phx_join" -> channels().join(message, null);
      case "phx_leave" -> reply(message.joinRef(), message, "ok", Payload.empty());
      default -> reply(Ref.NULL, message, "error", UNMATCHED);
    }
  }

  private void dispatchJoined(Membership membership, Message.Routed message) {
    if (message.event().equals("phx_join")) {
      runtime.telemetry().emit(new TelemetryEvent.DuplicateJoin(membership.channel.source()));
      channels().join(message, membership);
    } else if (membership.isCurrent(message.joinRef())) {
      if (message.event().equals("phx_leave")) {
        channels().leave(membership, message.ref());
      } else if (!membership.channel.receive(message)) {
        refuseForFullMailbox(membership, message);
      }
    }
  }

  private void refuseForFullMailbox(Membership membership, Message.Routed message) {
    membership.channel.mailboxFull();
    Limit mailbox = membership.channel.spec().mailbox();
    String reason = mailbox.refusal(mailbox.cap().maximum() + 1).json("mailbox full");
    reply(message.joinRef(), message, "error", Payload.json(reason));
  }

  // ---- the end of the connection

  @Override
  public boolean isDrained() {
    return runtime.drained();
  }

  @Override
  public void drain(Duration patience) {
    context().outbound().execute(() -> drainNow(patience));
  }

  private void drainNow(Duration patience) {
    if (begunEnd(new StopReason.Draining())) {
      Outbound outbound = context().outbound();
      Time.Timer overdue = context().time().after(patience, () -> outbound.close(RESTARTING, ""));
      channels()
          .drain(() -> {
            overdue.cancel();
            outbound.close(RESTARTING, "");
          });
    }
  }

  /**
   * Ends everything, once.
   *
   * @param closeCode what the client is told; 0 if the transport is gone already
   * @param closeText what it is told with it
   */
  private void end(StopReason reason, int closeCode, String closeText) {
    if (begunEnd(reason)) {
      channels().end(reason);
      if (closeCode != 0) {
        context().outbound().close(closeCode, closeText);
      }
    }
  }

  /** Receives nothing any more; false if that was so before. */
  private boolean begunEnd(StopReason reason) {
    if (ending != null) {
      return false;
    }
    ending = reason;
    if (idSubscription != null) {
      idSubscription.close();
    }
    return true;
  }

  /** Hears of broadcasts on the id; on the connection's thread. */
  private final class DisconnectListener implements Subscriber {
    @Override
    public void deliver(Batch batch) {
      for (int i = 0; i < batch.size(); i++) {
        if (batch.broadcast(i).event().equals("disconnect")) {
          // Behind this delivery: it must not unsubscribe under it.
          context()
              .outbound()
              .execute(() -> end(new StopReason.Disconnected(), CLOSE_GOING_AWAY, ""));
          return;
        }
      }
    }
  }

  private void reply(Ref joinRef, Message.Routed message, String status, Payload payload) {
    send(serializer.reply(joinRef, message.ref(), message.topic(), status, payload));
  }

  private void send(Frame frame) {
    context().outbound().send(frame);
  }

  private JoinedChannels channels() {
    return Objects.requireNonNull(channels, "not opened yet");
  }

  private ChannelContext context() {
    return Objects.requireNonNull(context, "not opened yet");
  }

  // ---- introspection, on any thread

  /** What this connection is at this moment. */
  SocketInfo info() {
    return new SocketInfo(source, connectedAt, channels().info());
  }

  void walk(ObjIntConsumer<? super ChannelSource> channel) {
    channels().walk(channel);
  }

  boolean hasJoined(String topic) {
    return channels().find(topic) != null;
  }

  /** A channel, asked for its state; null if the topic is not joined. */
  @Nullable ChannelView view(String topic, Duration bound) {
    return channels().view(topic, bound);
  }

  /** Closes the connection with 1001, as {@code disconnect} on its id does. */
  void disconnect() {
    context().outbound().execute(() -> end(new StopReason.Disconnected(), CLOSE_GOING_AWAY, ""));
  }

  /** Ends the channel of a topic; its client sees {@code phx_close}. */
  void kick(String topic) {
    context().outbound().execute(() -> channels().stop(topic, StopReason.shutdown("kicked")));
  }

  /** Kills the channel of a topic: no terminate, the client sees {@code phx_error} alone. */
  void kill(String topic) {
    context().outbound().execute(() -> channels().kill(topic));
  }
}
