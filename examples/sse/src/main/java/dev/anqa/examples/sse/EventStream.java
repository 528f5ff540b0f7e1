package dev.anqa.examples.sse;

import dev.anqa.channel.Outbound;
import dev.anqa.channel.StopReason;
import dev.anqa.pubsub.Partition;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.Session;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.transport.Headers;
import dev.anqa.transport.HttpResponse;
import dev.anqa.transport.ResponseStream;
import dev.anqa.transport.TransportRequest;
import dev.anqa.transport.TransportThread;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A client on server-sent events. It lives on the thread of the connection that its stream is on:
 * whatever another thread wants is a task there, so that all of one thread keeps its order.
 */
final class EventStream implements Outbound {
  /** What may wait for a client that does not read; above it the stream is closed with 1013. */
  private static final long MAX_PENDING_BYTES = 4L << 20;

  /** POSTs that may wait for a session that wants no more for the moment; one more gets 503. */
  private static final int MAX_WAITING_POSTS = 64;

  /** Proxies cut streams that are silent for long, and a write shows that the client has gone. */
  private static final Duration PING = Duration.ofSeconds(15);

  private static final int RESTARTING = 1012;
  private static final int TRY_AGAIN_LATER = 1013;
  private static final int GONE = 1006;

  private final TransportRequest request;
  private final Session session;
  private final SocketRuntime runtime;
  private final TransportThread thread;
  private final long startNanos;

  /** Called once, at the end. */
  private final Runnable removed;

  /** Bytes of events that are tasks of the thread. */
  private final AtomicLong lined = new AtomicLong();

  /** Whether it has ended; set on the thread, and never back. */
  private volatile boolean over;

  // Touched on the thread only.

  /** Null before the opening. */
  private @Nullable ResponseStream stream;

  private final ArrayDeque<Post> waiting = new ArrayDeque<>();
  private boolean reading = true;

  /** Whether messages are being handed over: the session may change its mind about more of them. */
  private boolean pumping;

  /** The next ping; null before the first and after the end. */
  private Time.@Nullable Timer ping;

  /** A message of the client, and the request that is answered once the session has it. */
  private record Post(Frame frame, TransportRequest request) {}

  EventStream(TransportRequest request, Session session, Runnable removed) {
    this.request = request;
    this.session = session;
    this.runtime = request.runtime();
    this.thread = request.thread();
    this.startNanos = runtime.time().nanos();
    this.removed = removed;
  }

  /** Answers with the stream, which begins with the session's name. */
  void open(String name, Headers headers) {
    thread.execute(() -> {
      stream =
          request.stream(
              200,
              headers.with("content-type", "text/event-stream").with("cache-control", "no-store"),
              () -> end(GONE, "the client has gone", new StopReason.Closed()));
      stream.write(Events.named("session", name));
      pingLater();
      session.opened(this);
    });
  }

  // What comes in.

  /** Hands a message to the session when that wants one, and then answers its request. */
  void receive(Frame frame, TransportRequest post) {
    thread.execute(() -> {
      if (over) {
        post.respond(HttpResponse.empty(410));
      } else if (waiting.size() >= MAX_WAITING_POSTS) {
        post.respond(HttpResponse.empty(503));
      } else {
        waiting.add(new Post(frame, post));
        pump();
      }
    });
  }

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    while (reading && !waiting.isEmpty()) {
      Post post = waiting.removeFirst();
      session.receive(post.frame);
      post.request.respond(HttpResponse.empty(204));
    }
    pumping = false;
  }

  @Override
  public void reading(boolean on) {
    inLine(() -> {
      reading = on;
      pump();
    });
  }

  // What goes out.

  @Override
  public void send(Frame frame) {
    byte[] event = Events.of(frame);
    if (event.length == 0) {
      return;
    }
    if (thread.mayWrite()) {
      write(event);
    } else {
      lined.getAndAdd(event.length);
      execute(() -> {
        lined.getAndAdd(-event.length);
        write(event);
      });
    }
  }

  private void write(byte[] event) {
    if (over || stream == null) {
      return;
    }
    long pending = lined.get() + stream.pendingBytes();
    if (pending > MAX_PENDING_BYTES) {
      String detail = pending + " bytes pending (expected: <= " + MAX_PENDING_BYTES + ")";
      end(TRY_AGAIN_LATER, detail, new StopReason.TransportFailed(detail));
    } else {
      stream.write(event);
    }
  }

  private void pingLater() {
    ping =
        runtime
            .time()
            .after(
                PING,
                () ->
                    execute(() -> {
                      if (!over) {
                        write(Events.PING);
                        pingLater();
                      }
                    }));
  }

  // The end.

  void drain() {
    close(RESTARTING, "");
  }

  @Override
  public void close(int code, String reason) {
    inLine(() -> end(code, reason, new StopReason.Closed()));
  }

  private void end(int code, String detail, StopReason reason) {
    if (over) {
      return;
    }
    over = true;
    if (ping != null) {
      ping.cancel();
      ping = null;
    }
    if (stream != null) {
      stream.write(Events.named("close", Integer.toString(code)));
      stream.end();
    }
    waiting.forEach(post -> post.request.respond(HttpResponse.empty(410)));
    waiting.clear();
    removed.run();
    runtime
        .telemetry()
        .emit(
            new TelemetryEvent.SocketClosed(
                session.source(),
                code,
                detail,
                Duration.ofNanos(runtime.time().nanos() - startNanos)));
    // As a task of its own: we may be in the middle of a call from the session.
    thread.execute(() -> session.closed(reason));
  }

  // The thread.

  @Override
  public boolean inThread() {
    return thread.inThread();
  }

  /** Runs a task behind what its caller sent before: now, if nothing of that waits. */
  private void inLine(Runnable task) {
    if (thread.mayWrite()) {
      task.run();
    } else {
      execute(task);
    }
  }

  /** Runs a task on the thread; dropped when that has stopped, before which all streams end. */
  @Override
  public void execute(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      if (!over) {
        throw e;
      }
    }
  }

  @Override
  public Partition partition() {
    return request.partition();
  }

  @Override
  public Executor callbacks() {
    return request.callbacks();
  }

  @Override
  public String transport() {
    return EventStreams.NAME;
  }
}
