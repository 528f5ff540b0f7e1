package dev.anqa.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.channel.Outbound;
import dev.anqa.channel.StopReason;
import dev.anqa.limits.LimitOptions;
import dev.anqa.limits.Limits;
import dev.anqa.pubsub.Partition;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Frame;
import dev.anqa.serializer.JacksonJson;
import dev.anqa.serializer.Versions;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A client and a node on the test's own thread: nothing runs until the test says so, and time
 * passes when the test lets it.
 */
final class Scripted implements Outbound, Time {
  private record Due(long nanos, Runnable task, boolean[] cancelled) {}

  private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
  private final ArrayDeque<Runnable> callbacks = new ArrayDeque<>();
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::nanos));
  private long now;

  /** Whether a callback runs, which in a real node is on another thread. */
  private boolean inCallback;

  final PubSub pubsub = PubSub.builder().executor(callbacks::add).build();
  final Telemetry telemetry = new Telemetry();
  final List<TelemetryEvent> events = new ArrayList<>();
  final SessionRegistry sessions = new SessionRegistry();
  final List<String> sent = new ArrayList<>();
  final Limits limits = new Limits(new LimitOptions(), telemetry, this);
  private final Partition partition = pubsub.addPartition(this);
  private @Nullable Session session;
  boolean reading = true;
  int closeCode;

  Scripted() {
    telemetry.listen(events::add);
  }

  /** Connects to a socket that accepts. */
  Scripted connect(MountedSocket socket, String vsn) {
    JacksonJson json = JacksonJson.standard();
    SocketRuntime runtime =
        new SocketRuntime(
                pubsub,
                json,
                Versions.standard(json),
                this,
                callbacks(),
                telemetry,
                sessions,
                limits)
            .at(socket.limits().at(limits.unusedScope("/socket"), limits), Versions.standard(json));
    ConnectInfo info =
        new ConnectInfo(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 5),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            Map.of());
    try {
      MountedSocket.Outcome outcome =
          socket.connect(
              new ConnectRequest("websocket", new Params(Map.of("vsn", vsn)), info), runtime);
      session = ((MountedSocket.Outcome.Accepted) outcome).session();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    session.opened(this);
    return this;
  }

  @Override
  public Executor callbacks() {
    return callbacks::add;
  }

  /** The client sends a text; nothing of it is handled yet. */
  Scripted put(String text) {
    session().receive(new Frame.Text(text.getBytes(UTF_8)));
    return this;
  }

  /** The client sends a text, and all is quiet again. */
  Scripted send(String text) {
    return put(text).settle();
  }

  /** The connection ends. */
  Scripted hangUp(StopReason reason) {
    session().closed(reason);
    return settle();
  }

  /** Runs the connection's tasks, and no callback. */
  Scripted turn() {
    while (!loop.isEmpty()) {
      loop.remove().run();
    }
    return this;
  }

  /** Runs whatever waits, until nothing does. */
  Scripted settle() {
    while (!loop.isEmpty() || !callbacks.isEmpty()) {
      turn();
      if (!callbacks.isEmpty()) {
        inCallback = true;
        callbacks.remove().run();
        inCallback = false;
      }
    }
    return this;
  }

  /** Lets time pass. */
  Scripted pass(Duration duration) {
    return pass(duration, this::settle);
  }

  /** Lets time pass, and nothing but timers run. */
  Scripted passOnly(Duration duration) {
    return pass(duration, () -> {});
  }

  private Scripted pass(Duration duration, Runnable between) {
    long end = now + duration.toNanos();
    while (!timers.isEmpty() && timers.element().nanos <= end) {
      Due due = timers.remove();
      now = Math.max(now, due.nanos);
      if (!due.cancelled[0]) {
        due.task.run();
      }
      between.run();
    }
    now = end;
    return this;
  }

  /** Lets time pass while all callbacks are held up. */
  Scripted passTimersOnly(Duration duration) {
    long end = now + duration.toNanos();
    while (!timers.isEmpty() && timers.element().nanos <= end) {
      Due due = timers.remove();
      now = due.nanos;
      if (!due.cancelled[0]) {
        due.task.run();
      }
      turn();
    }
    now = end;
    return this;
  }

  /** What the client got since it was last asked. */
  List<String> received() {
    List<String> all = List.copyOf(sent);
    sent.clear();
    return all;
  }

  private Session session() {
    if (session == null) {
      throw new AssertionError("not connected");
    }
    return session;
  }

  @Override
  public void send(Frame frame) {
    if (inCallback) {
      loop.add(() -> send(frame));
      return;
    }
    if (closeCode != 0) {
      return;
    }
    switch (frame) {
      case Frame.Text(byte[] bytes) -> sent.add(new String(bytes, UTF_8));
      case Frame.Binary(byte[] bytes) -> sent.add("binary of " + bytes.length);
      case Frame.Several(List<Frame> frames) -> frames.forEach(this::send);
      case Frame.Ping _, Frame.Pong _ -> throw new AssertionError("control frame");
    }
  }

  @Override
  public void close(int code, String reason) {
    if (inCallback) {
      loop.add(() -> close(code, reason));
    } else if (closeCode == 0) {
      closeCode = code;
    }
  }

  @Override
  public void reading(boolean on) {
    reading = on;
  }

  @Override
  public Partition partition() {
    return partition;
  }

  @Override
  public String transport() {
    return "websocket";
  }

  @Override
  public boolean inThread() {
    return !inCallback;
  }

  @Override
  public void execute(Runnable task) {
    loop.add(task);
  }

  @Override
  public Instant now() {
    return Instant.EPOCH.plusNanos(now);
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    Due due = new Due(now + delay.toNanos(), task, new boolean[1]);
    timers.add(due);
    return () -> due.cancelled[0] = true;
  }
}
