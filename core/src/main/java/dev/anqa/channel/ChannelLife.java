package dev.anqa.channel;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
import dev.anqa.serializer.Frame;
import dev.anqa.serializer.Message;
import dev.anqa.serializer.Ref;
import dev.anqa.telemetry.TelemetryEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A channel from its join to its end: calls the application's code and acts on what it answers.
 *
 * <p>Only the handler of its mailbox calls it, so it is in one thread at a time and has no locks.
 */
final class ChannelLife {
  private static final VarHandle HANDLED;

  static {
    try {
      HANDLED = MethodHandles.lookup().findVarHandle(ChannelLife.class, "handled", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** More is not shown of a channel's state. */
  private static final int MAX_SHOWN_BYTES = 64 * 1024;

  private static final Payload JOIN_CRASHED = Payload.json("{\"reason\":\"join crashed\"}");

  private enum State {
    NEW,
    /** The application said yes; the owner has not confirmed yet. */
    ACCEPTED,
    JOINED,
    /** Nothing is handled any more. */
    ENDED
  }

  private final ChannelServer server;
  private final ChannelContext context;
  private final ChannelSpec spec;
  private final ChannelServer.Owner owner;
  private final Supplier<? extends Channel> factory;
  private final JoinedSocket socket;

  /** Null until the join began. Written once; telemetry may read it on any thread. */
  private @Nullable Channel channel;

  private State state = State.NEW;

  /** When the join was decided, in {@code Time.nanos}. */
  private long joinedNanos;

  /** Messages that it began to handle; other threads may read an older number. */
  private long handled;

  /** What came between the join's yes and its confirmation; null while there is nothing. */
  private @Nullable ArrayDeque<Signal> early;

  /** The message being handled, for a later reply; null outside {@code handleIn}. */
  private @Nullable Ref handling;

  /** An end that a callback asked for; null while there is none. */
  private @Nullable StopReason wanted;

  ChannelLife(
      ChannelServer server,
      ChannelContext context,
      ChannelServer.Owner owner,
      Supplier<? extends Channel> factory) {
    this.server = server;
    this.context = context;
    this.spec = server.spec();
    this.owner = owner;
    this.factory = factory;
    this.socket = new JoinedSocket(server, this, context);
  }

  /** The simple name of the channel's class; {@code ?} before the join. Any thread may call. */
  String channelName() {
    Channel made = channel;
    return made == null ? "?" : made.getClass().getSimpleName();
  }

  /** The message being handled; null outside {@code handleIn}. */
  @Nullable Ref handling() {
    return handling;
  }

  /** How many messages it has begun to handle. Any thread may call. */
  long handled() {
    return (long) HANDLED.getOpaque(this);
  }

  /** Since the join was decided. Any thread may call that knows that it was. */
  Duration age() {
    return since(joinedNanos);
  }

  /** Whether the client is in, as far as the channel's own code goes. */
  boolean isJoined() {
    return state != State.NEW && state != State.ACCEPTED;
  }

  /** Ends the channel when the present callback returns. */
  void want(StopReason reason) {
    wanted = reason;
  }

  void handle(Signal signal) {
    if (signal instanceof Signal.Inspect(CompletableFuture<ChannelState> answer)) {
      answer.complete(shown());
    } else if (state == State.ENDED) {
      return;
    } else if (!server.isKilled()) {
      accept(signal);
    } else if (signal instanceof Signal.Stop(StopReason reason)) {
      end(reason);
    }
  }

  private ChannelState shown() {
    Channel running = channel;
    if (state == State.ENDED || server.isKilled()) {
      return new ChannelState.Ended();
    }
    if (state != State.JOINED || running == null) {
      return new ChannelState.Busy();
    }
    try {
      Payload shown = Payload.of(running.inspect(socket), context.json());
      return shown.size() <= MAX_SHOWN_BYTES
          ? new ChannelState.Shown(shown)
          : new ChannelState.Unreadable(
              "%d bytes (expected: <= %d)".formatted(shown.size(), MAX_SHOWN_BYTES));
    } catch (Throwable e) {
      rethrowIfFatal(e);
      return new ChannelState.Unreadable("inspect threw " + e.getClass().getName());
    }
  }

  private void accept(Signal signal) {
    switch (signal) {
      case Signal.Join(Payload params) -> runJoin(params);
      case Signal.Confirmed _ -> {
        state = State.JOINED;
        ArrayDeque<Signal> waited = early;
        early = null;
        while (waited != null && !waited.isEmpty() && state == State.JOINED) {
          accept(waited.remove());
        }
      }
      case Signal.Stop(StopReason reason) -> {
        if (reason instanceof StopReason.Draining) {
          server.silence(); // The connection is about to close, and that is all the client sees.
        }
        stopFor(reason);
      }
      case Signal.Inspect _ -> throw new IllegalStateException("handled before: " + signal);
      case Signal.In _, Signal.Out _, Signal.Info _, Signal.Leave _ -> {
        if (state == State.JOINED) {
          run(signal);
        } else {
          if (early == null) {
            early = new ArrayDeque<>(2);
          }
          early.add(signal); // No more than the mailbox lets in.
        }
      }
    }
  }

  private void runJoin(Payload params) {
    long start = context.time().nanos();
    try {
      Channel made = factory.get();
      channel = made;
      JoinResult result = made.join(spec.topic(), params, socket);
      switch (result) {
        case JoinResult.Joined(Object reply) -> {
          server.intercepts = Set.copyOf(made.intercepts());
          Frame frame = joinReply("ok", reply);
          joinedEvent(params, /* accepted= */ true, reply, start);
          state = State.ACCEPTED;
          context.outbound().execute(() -> owner.joined(server, frame));
        }
        case JoinResult.Refused(Object reason) -> {
          Frame frame = joinReply("error", reason);
          joinedEvent(params, /* accepted= */ false, reason, start);
          refuse(frame);
        }
        case null ->
            throw new IllegalStateException(
                made.getClass().getName()
                    + ".join returned null. Return JoinResult.ok(), JoinResult.ok(reply),"
                    + " JoinResult.refused(\"why\") or JoinResult.refusedWith(payload).");
      }
    } catch (PayloadException e) {
      refuse(joinReply("error", unfit(e)));
    } catch (Throwable e) {
      rethrowIfFatal(e);
      server.emit(new TelemetryEvent.JoinCrashed(server.source(), e));
      refuse(joinReply("error", JOIN_CRASHED));
    }
  }

  private void joinedEvent(Payload params, boolean accepted, Object reply, long start) {
    joinedNanos = context.time().nanos();
    Duration duration = since(start);
    server.emit(new TelemetryEvent.ChannelJoined(server.source(), params, accepted, duration));
    if (context.telemetry().traced()) {
      new ChannelTrace(server, context).joined(params, accepted ? "ok" : "error", reply, duration);
    }
  }

  private Frame joinReply(String status, Object payload) {
    Payload encoded = Payload.of(payload, context.json());
    return context
        .serializer()
        .reply(spec.sentJoinRef(), spec.ref(), spec.topic(), status, encoded);
  }

  private void refuse(Frame reply) {
    state = State.ENDED;
    socket.end();
    context.outbound().execute(() -> owner.refused(server, reply));
  }

  /** Runs a callback, and what it asked for. */
  private void run(Signal signal) {
    Channel running = Objects.requireNonNull(channel);
    HANDLED.setOpaque(this, handled + 1);
    try {
      switch (signal) {
        case Signal.In(Message.Routed message) -> runHandleIn(running, message);
        case Signal.Out(var broadcast) -> runHandleOut(running, broadcast);
        case Signal.Info(Object message) -> running.handleInfo(message, socket);
        case Signal.Leave(Ref ref) -> {
          if (context.telemetry().traced()) {
            new ChannelTrace(server, context).left();
          }
          server.reply(ref, "ok", Payload.empty());
          stopGracefully(new StopReason.Left());
        }
        case Signal.Join _, Signal.Confirmed _, Signal.Stop _, Signal.Inspect _ ->
            throw new IllegalStateException("handled before: " + signal);
      }
      StopReason reason = wanted;
      if (reason != null && state == State.JOINED) {
        stopFor(reason);
      }
    } catch (Throwable e) {
      rethrowIfFatal(e);
      crash(e);
    } finally {
      handling = null;
    }
  }

  private void runHandleOut(Channel running, Broadcast broadcast) throws Exception {
    long start = context.time().nanos();
    running.handleOut(broadcast.event(), broadcast.payload().with(context.json()), socket);
    if (context.telemetry().traced()) {
      new ChannelTrace(server, context).handledOut(broadcast, since(start));
    }
  }

  private void runHandleIn(Channel running, Message.Routed message) throws Exception {
    boolean told = context.telemetry().wants(TelemetryEvent.ChannelHandledIn.class);
    boolean traced = context.telemetry().traced();
    long start = told || traced ? context.time().nanos() : 0;
    handling = message.ref();
    HandleResult result;
    try {
      result = running.handleIn(message.event(), message.payload(), socket);
    } catch (PayloadException e) {
      result = HandleResult.error(unfit(e));
    }
    if (told) {
      server.emit(
          new TelemetryEvent.ChannelHandledIn(
              server.source(), message.event(), message.payload(), since(start)));
    }
    if (traced) {
      new ChannelTrace(server, context).handledIn(message, result, since(start));
    }
    switch (result) {
      case HandleResult.NoReply _ -> {}
      case HandleResult.Replied(String status, Object payload) ->
          server.reply(message.ref(), status, payload);
      case HandleResult.Stopped(StopReason reason, var last) -> {
        if (last != null) {
          server.reply(message.ref(), last.status(), last.payload());
        }
        wanted = reason;
      }
      case null ->
          throw new IllegalStateException(
              running.getClass().getName()
                  + ".handleIn returned null for \""
                  + message.event()
                  + "\". Return HandleResult.noReply(), ok(), ok(payload), error(payload),"
                  + " reply(status, payload) or stop(reason).");
    }
  }

  // ---- the end

  /** Ends for a reason of its own or its owner's, who knows the end it asked for already. */
  private void stopFor(StopReason reason) {
    if (reason instanceof StopReason.Crash(Throwable cause)) {
      crash(cause);
    } else if (reason.isGraceful()) {
      stopGracefully(reason);
    } else {
      terminate(reason);
      end(reason);
    }
  }

  /** The client hears of the end first, and then what terminate pushes. */
  private void stopGracefully(StopReason reason) {
    context.outbound().execute(() -> owner.closing(server));
    terminate(reason);
    end(reason);
  }

  private void crash(Throwable cause) {
    if (server.isKilled()) {
      return; // What an interrupted callback throws; the stop is in the mailbox.
    }
    StopReason reason = new StopReason.Crash(cause);
    server.emit(new TelemetryEvent.ChannelCrashed(server.source(), cause));
    terminate(reason);
    end(reason);
  }

  private void terminate(StopReason reason) {
    Channel ending = channel;
    if (ending == null || state == State.NEW) {
      return;
    }
    try {
      state = State.JOINED; // An end between yes and confirmation: what it pushes may go out.
      ending.terminate(reason, socket);
    } catch (Throwable e) {
      rethrowIfFatal(e);
      server.emit(new TelemetryEvent.ChannelCrashed(server.source(), e));
    }
  }

  private void end(StopReason reason) {
    boolean asked = state != State.NEW;
    state = State.ENDED;
    early = null;
    socket.end();
    if (asked) { // Else it was killed before its join, and nobody heard of it.
      server.emit(
          new TelemetryEvent.ChannelClosed(server.source(), reason.label(), since(joinedNanos)));
    }
    context.outbound().execute(() -> owner.ended(server));
  }

  private Map<String, Object> unfit(PayloadException e) {
    Map<String, Object> reason = new LinkedHashMap<>();
    reason.put("reason", "invalid payload");
    reason.put("field", e.field());
    reason.put("message", String.valueOf(e.getMessage()));
    return reason;
  }

  private Duration since(long start) {
    return Duration.ofNanos(context.time().nanos() - start);
  }

  /** A full heap or a broken class is nobody's channel's fault alone; the thread ends with it. */
  private static void rethrowIfFatal(Throwable e) {
    if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
      throw fatal;
    }
  }
}
