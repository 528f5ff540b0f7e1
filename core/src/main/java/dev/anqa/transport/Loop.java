package dev.anqa.transport;

import dev.anqa.pubsub.Batch;
import dev.anqa.pubsub.Partition;
import dev.anqa.pubsub.PubSub;
import dev.anqa.serializer.Frame;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * An event loop with a bounded queue of its own, through which tasks and frames of other threads
 * come; the partition of the subscribers among its connections.
 *
 * <p>However many tasks wait, the event loop is woken once, and runs them in one turn. Broadcasts
 * of one topic that wait in a row become one. What is written in a turn, or while reading, leaves
 * at the turn's end: one flush for each connection, whatever the number of its frames. So what is
 * pending is merged, and nothing ever waits for more to come.
 *
 * <p>When the queue is full, a caller from elsewhere waits up to a second, then is refused; one on
 * an event loop is refused at once, because loops that wait for each other stand still. A task from
 * this loop's own thread is never refused.
 */
final class Loop implements TransportThread, Runnable {
  static final int QUEUE = 65_536;

  /** Tasks after which the sockets are looked at, however many still wait. */
  private static final int TURN_TASKS = 1_024;

  /** Buffers written after which the turn ends: what they hold is freed by the flush only. */
  private static final int TURN_WRITES = 16_384;

  /** What callbacks may take together before the turn ends. */
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final int MERGED = 64;
  private static final long WAIT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final int WAITS = 10_000;

  private static final VarHandle AWAKE;

  static {
    try {
      AWAKE = MethodHandles.lookup().findVarHandle(Loop.class, "awake", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final EventLoop eventLoop;
  private final MpscAtomicArrayQueue<Runnable> queue;
  private final Telemetry telemetry;
  private final Partition partition;
  private final TrafficCount traffic = new TrafficCount();

  /** Runs callbacks that this loop does not begin. */
  private final Executor callbacks;

  /** Null if this loop begins none. */
  private final @Nullable Carrier carrier;

  /** Whether a turn is under way or promised; whoever turns it on must see to the turn. */
  private volatile boolean awake;

  // Touched on the event loop only.

  /** Tasks of this thread that the full queue did not take. */
  private final ArrayDeque<Late> late = new ArrayDeque<>(0);

  /** The queue's index behind the last task that this thread put in. */
  private long ownEnd;

  /** Whether a task runs that has put none in itself, or a batch. */
  private boolean inTask;

  private final ReceiveBuffers receiveBuffers = new ReceiveBuffers();
  private final SharedFrames shared;
  private final MessageInflater inflater = new MessageInflater();
  private final Map<Duration, IdleSweep> sweeps = new HashMap<>();

  /** Those written to since their last flush. */
  private @Nullable Flushed[] dirty = new Flushed[64];

  private int dirtyCount;

  /** Whether a batch is being delivered, whose frames go to many. */
  private boolean delivering;

  /** Buffers written in this turn. */
  private int writes;

  /** What callbacks took in this turn. */
  private long callNanos;

  /** A task, and the index of the queue's first task that must run after it. */
  private record Late(Runnable task, long before) {}

  Loop(EventLoop eventLoop, int capacity, PubSub pubsub, Telemetry telemetry, Executor callbacks) {
    this(eventLoop, capacity, pubsub, telemetry, callbacks, null, new CompressedBroadcasts());
  }

  /**
   * Makes one.
   *
   * @param capacity of its queue
   * @param callbacks runs callbacks that this loop does not begin
   * @param threads lets it begin callbacks; null if it is not to
   * @param compressed what this loop and its neighbours have compressed
   */
  Loop(
      EventLoop eventLoop,
      int capacity,
      PubSub pubsub,
      Telemetry telemetry,
      Executor callbacks,
      @Nullable OwnScheduler threads,
      CompressedBroadcasts compressed) {
    this.shared = new SharedFrames(compressed);
    this.callbacks = callbacks;
    this.carrier =
        threads == null ? null : new Carrier(this, telemetry, threads, callbacks, System::nanoTime);
    this.eventLoop = eventLoop;
    this.queue = new MpscAtomicArrayQueue<>(capacity);
    this.telemetry = telemetry;
    this.partition = pubsub.addPartition(this);
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  Partition partition() {
    return partition;
  }

  /** What goes over its connections; they count on its thread. */
  TrafficCount traffic() {
    return traffic;
  }

  Executor callbacks() {
    return callbacks;
  }

  /** Runs the callbacks of some code, here if that can be; called on the event loop. */
  Executor callbacks(String code) {
    return carrier == null ? callbacks : carrier.callbacks(code);
  }

  /** Null if this loop begins no callbacks. */
  @Nullable Carrier carrier() {
    return carrier;
  }

  @Override
  public boolean inThread() {
    return eventLoop.inEventLoop();
  }

  @Override
  public void execute(Runnable task) {
    if (inThread()) {
      executeOwn(task);
    } else if (!queue.offer(task)) {
      executeWaiting(task);
    }
    wake();
  }

  /** As {@link #execute}, but false, and nothing happened, where another thread had to wait. */
  boolean offer(Runnable task) {
    if (inThread()) {
      executeOwn(task);
    } else if (!queue.offer(task)) {
      return false;
    }
    wake();
    return true;
  }

  @Override
  public boolean mayWrite() {
    return inThread() && (inTask || late.isEmpty() && queue.currentConsumerIndex() >= ownEnd);
  }

  private void executeOwn(Runnable task) {
    if (!delivering) { // A batch has its place for all its subscribers, whatever one of them does.
      inTask = false;
    }
    if (late.isEmpty() && queue.offer(task)) {
      ownEnd = queue.currentProducerIndex();
    } else {
      late.add(new Late(task, queue.currentProducerIndex()));
    }
  }

  private void executeWaiting(Runnable task) {
    boolean mayWait = !(Thread.currentThread() instanceof FastThreadLocalThread);
    for (int i = 0; mayWait && i < WAITS && !Thread.currentThread().isInterrupted(); i++) {
      LockSupport.parkNanos(this, WAIT_NANOS);
      if (queue.offer(task)) {
        return;
      }
    }
    throw new RejectedExecutionException("the event loop's queue is full: " + queue.capacity());
  }

  private void wake() {
    if (!awake && AWAKE.compareAndSet(this, false, true)) {
      try {
        eventLoop.execute(this);
      } catch (RejectedExecutionException e) {
        awake = false; // It has stopped; the next caller is to hear it too.
        throw e;
      }
    }
  }

  /** For the event loop: a turn. */
  @Override
  public void run() {
    writes = 0;
    callNanos = 0;
    int tasks = 0;
    Runnable task = null;
    while (tasks < TURN_TASKS
        && writes < TURN_WRITES
        && callNanos < TURN_NANOS
        && (task = poll()) != null) {
      tasks++;
      switch (task) {
        case Batch batch -> deliver(batch);
        case Carrier.Call call -> begin(call);
        default -> run(task);
      }
    }
    flush();
    shared.clear();
    if (task != null && !queue.isEmpty() && !eventLoop.isShuttingDown()) {
      // Still awake. As a timer that is due, because the event loop looks at sockets before timers.
      var _ = eventLoop.schedule(this, 0, TimeUnit.NANOSECONDS);
      return;
    }
    awake = false;
    if (!queue.isEmpty() || !late.isEmpty()) {
      wake();
    }
  }

  private @Nullable Runnable poll() {
    Late first = late.peekFirst();
    if (first != null && first.before <= queue.currentConsumerIndex()) {
      late.removeFirst();
      return first.task;
    }
    return queue.poll();
  }

  private void deliver(Batch batch) {
    while (late.isEmpty() && batch.size() < MERGED && batch.absorb(queue.peek())) {
      queue.poll();
    }
    delivering = true;
    run(batch);
    delivering = false;
  }

  private void begin(Carrier.Call call) {
    try {
      callNanos += call.begin();
    } catch (Throwable thrown) { // An Error too: the connections of this loop outlive it.
      failed(thrown);
    }
  }

  private void run(Runnable task) {
    inTask = true;
    try {
      task.run();
    } catch (Throwable thrown) { // An Error too: the connections of this loop outlive it.
      failed(thrown);
    }
    inTask = false;
  }

  private void flush() {
    for (int i = 0; i < dirtyCount; i++) {
      Flushed outbox = dirty[i];
      dirty[i] = null;
      if (outbox != null) {
        flush(outbox);
      }
    }
    dirtyCount = 0;
  }

  private void flush(Flushed outbox) {
    try {
      outbox.flush();
    } catch (Throwable thrown) { // An Error too: the others of this turn are to be flushed.
      failed(thrown);
    }
  }

  // For the loop's connections, on its thread.

  /**
   * The bytes of a frame: a view of what all share while a broadcast is delivered, else its own.
   *
   * @param compression null for a client that did not agree on it
   */
  ByteBuf bytes(
      Frame frame, ByteBufAllocator allocator, @Nullable CompressionSettings compression) {
    writes++;
    return delivering
        ? shared.view(frame, allocator, compression)
        : shared.own(frame, allocator, compression);
  }

  /** The bytes of a frame for one client that did not agree on compression. */
  ByteBuf ownBytes(Frame frame, ByteBufAllocator allocator) {
    writes++;
    return shared.own(frame, allocator, /* compression= */ null);
  }

  /** As {@link #bytes}, of a frame that was held back. */
  ByteBuf lateBytes(
      Frame frame, ByteBufAllocator allocator, @Nullable CompressionSettings compression) {
    writes++;
    return shared.late(frame, allocator, compression);
  }

  /** How many messages this loop has compressed. */
  long deflations() {
    return shared.deflations();
  }

  /** Whether a broadcast is being delivered, whose bytes its clients share. */
  boolean shares() {
    return delivering;
  }

  /** What its connections read into. */
  ReceiveBuffers receiveBuffers() {
    return receiveBuffers;
  }

  /** Inflates what clients send. */
  MessageInflater inflater() {
    return inflater;
  }

  /** Takes note of who is to be flushed at the end of the turn; once until it is. */
  void written(Flushed outbox) {
    if (dirtyCount == dirty.length) {
      dirty = Arrays.copyOf(dirty, dirtyCount * 2);
    }
    dirty[dirtyCount++] = outbox;
    wake();
  }

  /** The sweep for one timeout. */
  IdleSweep sweep(Duration timeout) {
    return sweeps.computeIfAbsent(timeout, each -> new IdleSweep(eventLoop, each));
  }

  /** Tells of something that threw and should not have. */
  void failed(Throwable cause) {
    telemetry.emit(new TelemetryEvent.TaskFailed(Thread.currentThread().getName(), cause));
  }
}
