package dev.anqa.transport;

import dev.anqa.channel.Outbound;
import dev.anqa.channel.Sheddable;
import dev.anqa.channel.StopReason;
import dev.anqa.pubsub.Partition;
import dev.anqa.pubsub.Subscription;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.Session;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.telemetry.TelemetryEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A client on long-poll: between its requests, all there is of it. Keeps what it is sent until it
 * polls, hands over what it posts, and ends when it polls no more.
 *
 * <p>Ports {@code lib/phoenix/transports/long_poll_server.ex}. Differs in: it is served by an event
 * loop, as a WebSocket is, so a slow join holds up no POST; what waits for the client is bounded,
 * dropped as the policies of channels say, and a session that exceeds it all the same ends; a
 * session that wants no more messages for a while lets a POST wait for its window; a message that
 * cannot travel is left out alone (ADR 7).
 */
final class LongPollSession implements Outbound, LongPollRoute, Flushed {
  private final Loop loop;
  private final Session session;
  private final LongPollSettings settings;
  private final SocketRuntime runtime;
  private final String socket;
  private final WebSocketListener listener;
  private final LongPollOutbox outbox;
  private final LongPollInbox inbox;

  /** Called once, at the end. */
  private final Runnable removed;

  /** Whether frames are dropped; never goes back. */
  private volatile boolean ended;

  // Touched on the loop only.

  /** Whether the client, its channels and the listener were told of the end. */
  private boolean over;

  private long lastPollNanos;

  /**
   * When the next look at that is due. It may come late, with the polls that came meanwhile behind
   * it: what this node was late is not the client's silence.
   */
  private long lookNanos;

  /** The next look at whether the client still polls; null once that does not matter. */
  private Time.@Nullable Timer inactivity;

  /** Requests that come through other nodes; null before the opening. */
  private @Nullable Subscription requests;

  /** Whether the loop has a note to answer the poll. */
  private boolean noted;

  LongPollSession(
      Loop loop,
      Session session,
      LongPollSettings settings,
      TransportLimits limits,
      SocketRuntime runtime,
      String socket,
      Runnable removed) {
    this.loop = loop;
    this.session = session;
    this.settings = settings;
    this.runtime = runtime;
    this.socket = socket;
    this.removed = removed;
    TransportLimits.Caps caps = limits.caps();
    this.listener =
        new ConnectionEvents(session, limits, caps, runtime.telemetry(), runtime.time());
    this.outbox = new LongPollOutbox(caps.pending().enforcedInt(), listener);
    this.inbox = new LongPollInbox(this::receive, loop);
  }

  /**
   * Begins; any thread may call.
   *
   * @param topic where other nodes find it
   * @param opened run when it can be polled
   * @throws RejectedExecutionException if the loop has stopped
   */
  void open(String topic, Runnable opened) {
    loop.execute(() -> {
      requests =
          runtime
              .pubsub()
              .subscribe(topic, new LongPollRequests(this, topic, runtime), loop.partition());
      lastPollNanos = runtime.time().nanos();
      watch();
      session.opened(this);
      opened.run();
    });
  }

  // For requests, on any thread.

  @Override
  public CompletableFuture<Polled> poll() {
    CompletableFuture<Polled> answer = new CompletableFuture<>();
    inLoop(() -> poll(answer), () -> answer.complete(Polled.GONE));
    return answer;
  }

  private void poll(CompletableFuture<Polled> answer) {
    if (over) {
      answer.complete(Polled.GONE);
    } else {
      lastPollNanos = runtime.time().nanos();
      outbox.poll(answer, settings.window(), runtime.time());
    }
  }

  /** Takes messages back that did not get to their poll. */
  void restore(List<byte[]> messages) {
    inLoop(
        () -> {
          if (!over) {
            outbox.restore(messages);
            outbox.answer();
          }
        },
        () -> {});
  }

  @Override
  public CompletableFuture<Published> publish(List<Frame> frames) {
    CompletableFuture<Published> answer = new CompletableFuture<>();
    inLoop(() -> publish(frames, answer), () -> answer.complete(Published.GONE));
    return answer;
  }

  private void publish(List<Frame> frames, CompletableFuture<Published> answer) {
    if (over) {
      answer.complete(Published.GONE);
    } else {
      inbox.add(frames, answer, settings.window(), runtime.time());
    }
  }

  private void receive(Frame frame) {
    if (frame instanceof Frame.Text(byte[] bytes) && !Utf8Check.isUtf8(bytes, 0, bytes.length)) {
      String detail = "text that is not UTF-8";
      end(CloseFrame.BAD_TEXT, detail, new StopReason.TransportFailed(detail));
    } else {
      session.receive(frame);
    }
  }

  private void inLoop(Runnable task, Runnable otherwise) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) { // Stopped, or more than it can do.
      otherwise.run();
    }
  }

  // What goes out, from any thread.

  @Override
  public void send(Frame frame) {
    give(frame, /* as= */ null);
  }

  @Override
  public void send(Frame frame, Sheddable as) {
    give(frame, as);
  }

  /** Asked on the loop: what is sent between two polls waits. */
  @Override
  public boolean isBehind() {
    return !outbox.isPolled();
  }

  private void give(Frame frame, @Nullable Sheddable as) {
    switch (frame) {
      case Frame.Text text -> line(text, as);
      case Frame.Binary(byte[] bytes) when !Utf8Check.isUtf8(bytes, 0, bytes.length) ->
          runtime
              .telemetry()
              .emit(
                  new TelemetryEvent.BinaryDropped(
                      socket, session.source().id(), LongPoll.TRANSPORT, bytes.length));
      case Frame.Binary text -> line(text, as);
      case Frame.Several several -> several.frames().forEach(each -> give(each, as));
      case Frame.Ping _, Frame.Pong _ -> {} // Nobody would answer.
    }
  }

  private void line(Frame message, @Nullable Sheddable as) {
    if (ended) {
      return;
    }
    if (loop.mayWrite()) {
      add(message, as);
    } else if (isReserved(message, as)) {
      inLine(() -> {
        outbox.release(message);
        add(message, as);
      });
    } else if (as == null) {
      overflowed(outbox.queuedBytes() + LongPollOutbox.bytes(message).length);
    } else {
      listener.dropped(as.route(), LongPollOutbox.bytes(message).length);
    }
  }

  /** Waits a moment for room, for what may be dropped. */
  private boolean isReserved(Frame message, @Nullable Sheddable as) {
    return (as == null || RoomInLine.await(() -> outbox.hasRoom(message), () -> ended))
        && outbox.reserve(message);
  }

  private void add(Frame message, @Nullable Sheddable as) {
    if (ended) {
      return;
    }
    if (!outbox.add(message, as)) {
      overflowed(outbox.bytesWith(message));
    } else if (outbox.isPolled() && !noted) {
      noted = true;
      loop.written(this);
    }
  }

  /** For the loop, at the end of its turn: the poll is answered with all that came in it. */
  @Override
  public void flush() {
    noted = false;
    outbox.answer();
  }

  private void overflowed(long pending) {
    ended = true;
    Runnable end =
        () -> {
          if (!over) {
            String detail = listener.slow(pending);
            end(CloseFrame.TRY_AGAIN_LATER, detail, new StopReason.TransportFailed(detail));
          }
        };
    try {
      loop.eventLoop().execute(end); // Past the loop's own queue, which may be full.
    } catch (RejectedExecutionException e) {
      return; // The loop has stopped.
    }
  }

  /** Runs a task behind what this thread sent before; if there is no way, there is a gap now. */
  private void inLine(Runnable task) {
    inLoop(task, () -> overflowed(outbox.queuedBytes()));
  }

  @Override
  public void close(int code, String reason) {
    String detail = reason.isEmpty() ? "closed by the server" : reason;
    Runnable end = () -> end(code, detail, new StopReason.Closed());
    if (loop.mayWrite()) {
      end.run();
    } else {
      inLine(end);
    }
  }

  @Override
  public void reading(boolean on) {
    if (loop.mayWrite()) {
      inbox.reading(on);
    } else {
      inLine(() -> inbox.reading(on));
    }
  }

  /** As there. Once the loop has stopped there is nobody left to run for: tasks are dropped. */
  @Override
  public void execute(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      if (!loop.eventLoop().isShutdown()) {
        throw e;
      }
    }
  }

  @Override
  public boolean inThread() {
    return loop.inThread();
  }

  @Override
  public Partition partition() {
    return loop.partition();
  }

  @Override
  public Executor callbacks() {
    return loop.callbacks();
  }

  @Override
  public Executor callbacks(String code) {
    return loop.callbacks(code);
  }

  @Override
  public String transport() {
    return LongPoll.TRANSPORT;
  }

  // The end, on the loop.

  private void watch() {
    lookNanos = runtime.time().nanos() + settings.patience().toNanos();
    inactivity =
        runtime.time().after(settings.patience(), () -> inLoop(this::checkActivity, () -> {}));
  }

  private void checkActivity() {
    if (over) {
      return;
    }
    if (lookNanos - lastPollNanos > settings.patience().toNanos()) {
      end(
          CloseFrame.PROTOCOL_ERROR, // As for a WebSocket.
          "not polled for " + settings.patience(),
          new StopReason.Inactive());
    } else {
      watch();
    }
  }

  private void end(int code, String detail, StopReason reason) {
    if (over) {
      return;
    }
    ended = true;
    over = true;
    if (inactivity != null) {
      inactivity.cancel();
    }
    if (requests != null) {
      requests.close();
    }
    outbox.end();
    inbox.end();
    removed.run();
    listener.closed(code, detail);
    // As a task of its own: we may be in the middle of a call from the session.
    loop.execute(() -> session.closed(reason));
  }
}
