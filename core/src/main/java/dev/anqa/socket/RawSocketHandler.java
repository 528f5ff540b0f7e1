package dev.anqa.socket;

import dev.anqa.channel.Backlog;
import dev.anqa.channel.Outbound;
import dev.anqa.channel.StopReason;
import dev.anqa.limits.Limit;
import dev.anqa.limits.TokenBucket;
import dev.anqa.pubsub.Mailbox;
import dev.anqa.serializer.Frame;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Mounts a {@link RawSocket}; what implementing {@code Phoenix.Socket.Transport} by hand is in
 * Phoenix.
 */
public final class RawSocketHandler implements MountedSocket {
  private static final int CLOSE_POLICY = 1008;

  private final String name;
  private final SocketHandler.Connect connect;
  private final Supplier<? extends RawSocket> factory;
  private final SocketLimits limits;

  private RawSocketHandler(
      String name,
      SocketHandler.Connect connect,
      Supplier<? extends RawSocket> factory,
      SocketLimits limits) {
    this.name = name;
    this.connect = connect;
    this.factory = factory;
    this.limits = limits;
  }

  /** Accepts everybody; {@code factory} makes the socket of one connection. */
  public static RawSocketHandler anonymous(String name, Supplier<? extends RawSocket> factory) {
    return connecting(name, _ -> ConnectResult.ok(), factory);
  }

  /** Accepts whom {@code connect} accepts; its id and assigns are not used. */
  public static RawSocketHandler connecting(
      String name, SocketHandler.Connect connect, Supplier<? extends RawSocket> factory) {
    return new RawSocketHandler(name, connect, factory, SocketLimits.standard());
  }

  /** The same with other limits; those of channels do not matter. */
  public RawSocketHandler limits(SocketLimits limits) {
    return new RawSocketHandler(name, connect, factory, limits);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public SocketLimits limits() {
    return limits;
  }

  @Override
  public Outcome connect(ConnectRequest request, SocketRuntime runtime) throws Exception {
    long start = runtime.time().nanos();
    ConnectResult result = connect.connect(request);
    SocketSource source = runtime.sessions().source(name, null, request);
    runtime
        .telemetry()
        .emit(
            new TelemetryEvent.SocketConnected(
                source,
                null,
                null,
                request.params().asMap(),
                result instanceof ConnectResult.Accepted,
                Duration.ofNanos(runtime.time().nanos() - start)));
    return switch (result) {
      case ConnectResult.Accepted _ ->
          new Outcome.Accepted(new RawSession(factory.get(), source, request, runtime));
      case ConnectResult.Refused(String reason) -> new Outcome.Refused(reason);
    };
  }

  /** What can arrive in the mailbox of a raw socket. */
  private sealed interface Signal {
    record Opened() implements Signal {}

    record In(Frame frame) implements Signal {}

    record Control(Frame frame) implements Signal {}

    record Info(Object message) implements Signal {}

    record Stop(StopReason reason) implements Signal {}
  }

  /** One connection: a mailbox between the transport's thread and the application's code. */
  private final class RawSession implements Drainable, RawSocket.Connection {
    private final RawSocket socket;
    private final SocketSource source;
    private final ConnectRequest request;
    private final SocketRuntime runtime;
    private final Mailbox<Signal> mailbox;

    /** What came of late. Touched on the connection's thread only. */
    private final TokenBucket messages;

    // Set when the transport opens it, before anybody else knows this session.
    private @Nullable Outbound outbound;
    private @Nullable Backlog backlog;
    private @Nullable Executor callbacks;

    /** Whether the end was handled. Touched by the mailbox's handler only. */
    private boolean over;

    RawSession(
        RawSocket socket, SocketSource source, ConnectRequest request, SocketRuntime runtime) {
      this.socket = socket;
      this.source = source;
      this.request = request;
      this.runtime = runtime;
      this.mailbox =
          new Mailbox<>(
              task -> callbacks().execute(task),
              runtime.mount().mailbox().cap().enforcedInt(),
              this::handle);
      this.messages = new TokenBucket(runtime.time().nanos());
    }

    @Override
    public SocketSource source() {
      return source;
    }

    @Override
    public void opened(Outbound outbound) {
      this.outbound = outbound;
      this.backlog = new Backlog(outbound, runtime.mount().backlog());
      this.callbacks = outbound.callbacks(name);
      runtime.sessions().add(this);
      mailbox.force(new Signal.Opened());
    }

    @Override
    public void receive(Frame frame) {
      put(new Signal.In(frame), frame);
    }

    @Override
    public void control(Frame frame) {
      put(new Signal.Control(frame), frame);
    }

    /** The backlog bounds what waits, in bytes and so in number: above it nothing is read. */
    private void put(Signal signal, Frame frame) {
      Limit perSecond = runtime.mount().messages();
      if (!messages.take(perSecond, runtime.time(), /* subject= */ null)) {
        close(CLOSE_POLICY, perSecond.refusal(perSecond.cap().maximum() + 1).text());
        return;
      }
      backlog().add(size(frame));
      mailbox.force(signal);
    }

    @Override
    public void closed(StopReason reason) {
      mailbox.force(new Signal.Stop(reason));
      runtime.sessions().remove(this);
    }

    @Override
    public boolean isDrained() {
      return runtime.drained();
    }

    @Override
    public void drain(Duration patience) {
      Outbound closing = outbound();
      // Behind what the client sent, and is answered first.
      mailbox.force(new Signal.Stop(new StopReason.Draining()));
      runtime.time().after(patience, () -> closing.close(RESTARTING, ""));
    }

    private void handle(Signal signal) {
      if (over) {
        return;
      }
      try {
        switch (signal) {
          case Signal.Opened _ -> socket.opened(this);
          case Signal.In(Frame frame) -> {
            backlog().remove(size(frame));
            socket.handleIn(frame, this);
          }
          case Signal.Control(Frame frame) -> {
            backlog().remove(size(frame));
            socket.handleControl(frame, this);
          }
          case Signal.Info(Object message) -> socket.handleInfo(message, this);
          case Signal.Stop(StopReason reason) -> {
            over = true;
            if (reason instanceof StopReason.Draining) {
              close(RESTARTING, "");
            }
            socket.terminate(reason);
          }
        }
      } catch (Exception e) {
        runtime
            .telemetry()
            .emit(new TelemetryEvent.SocketCrashed(name, null, outbound().transport(), e));
        close(1011, "");
      }
    }

    @Override
    public void send(Frame frame) {
      outbound().send(frame);
    }

    @Override
    public void close(int code, String reason) {
      outbound().close(code, reason);
    }

    @Override
    public boolean sendSelf(Object message) {
      return mailbox.offer(new Signal.Info(message));
    }

    @Override
    public ConnectRequest request() {
      return request;
    }

    private Outbound outbound() {
      return Objects.requireNonNull(outbound, "not opened yet");
    }

    private Executor callbacks() {
      return Objects.requireNonNull(callbacks, "not opened yet");
    }

    private Backlog backlog() {
      return Objects.requireNonNull(backlog, "not opened yet");
    }

    private static int size(Frame frame) {
      return switch (frame) {
        case Frame.Text(byte[] bytes) -> bytes.length;
        case Frame.Binary(byte[] bytes) -> bytes.length;
        case Frame.Ping(byte[] bytes) -> bytes.length;
        case Frame.Pong(byte[] bytes) -> bytes.length;
        case Frame.Several _ -> 0; // Nobody sends one to us.
      };
    }
  }
}
