package dev.anqa.testkit;

import dev.anqa.channel.Outbound;
import dev.anqa.channel.StopReason;
import dev.anqa.pubsub.Partition;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.Session;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A connection that is no more than two ends in one program. */
final class MemoryConnection implements Outbound {
  private final OneThread thread;
  private final Partition partition;
  private final Session session;
  private final String transport;
  private final Consumer<Frame> client;

  // Touched by tasks of the thread's loop; read by the test between them.

  private boolean closed;

  /** What the server closed with; 0 while it did not. */
  private int closeCode;

  MemoryConnection(
      OneThread thread,
      Partition partition,
      Session session,
      String transport,
      Consumer<Frame> client) {
    this.thread = thread;
    this.partition = partition;
    this.session = session;
    this.transport = transport;
    this.client = client;
  }

  // ---- the client's end

  void open() {
    thread.execute(() -> session.opened(this));
  }

  /** Sends a frame of the client; after the end it is dropped. */
  void receive(Frame frame) {
    thread.execute(() -> {
      if (!closed) {
        session.receive(frame);
      }
    });
  }

  /** The client hangs up. */
  void hangUp() {
    thread.execute(this::end);
  }

  boolean isClosed() {
    return closed;
  }

  int closeCode() {
    return closeCode;
  }

  private void end() {
    if (!closed) {
      closed = true;
      session.closed(new StopReason.Closed());
    }
  }

  // ---- the server's end

  /** What the loop itself sends goes ahead of what waits there, as {@link Outbound#send} says. */
  @Override
  public void send(Frame frame) {
    if (thread.inThread()) {
      deliver(frame);
    } else {
      thread.execute(() -> deliver(frame));
    }
  }

  private void deliver(Frame frame) {
    if (closed) {
      return;
    }
    switch (frame) {
      case Frame.Text _, Frame.Binary _ -> client.accept(frame);
      case Frame.Several(List<Frame> frames) -> frames.forEach(this::deliver);
      case Frame.Ping _, Frame.Pong _ -> {} // No client tells its program of them.
    }
  }

  @Override
  public void close(int code, String reason) {
    thread.execute(() -> {
      if (!closed) {
        closeCode = code;
        end();
      }
    });
  }

  /** Does nothing: what a test sends is handled before it sends more. */
  @Override
  public void reading(boolean on) {}

  @Override
  public Partition partition() {
    return partition;
  }

  @Override
  public Executor callbacks() {
    return thread.callbacks();
  }

  @Override
  public String transport() {
    return transport;
  }

  @Override
  public boolean inThread() {
    return thread.inThread();
  }

  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }
}
