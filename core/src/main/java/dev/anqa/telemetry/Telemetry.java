package dev.anqa.telemetry;

import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The way of events to their listeners.
 *
 * <p>Any thread may call any method. Listeners are told at once, on the calling thread, in the
 * order in which they came. Where events are many, ask {@link #wants} before making one:
 *
 * <pre>{@code
 * if (telemetry.wants(TelemetryEvent.ChannelHandledIn.class)) {
 *   telemetry.emit(new TelemetryEvent.ChannelHandledIn(source, event, params, duration));
 * }
 * }</pre>
 *
 * <p>Ports {@code :telemetry.execute/3}. Differs in: events are types, not lists of names; the
 * detaching of a listener that throws is itself an event.
 */
public final class Telemetry {
  private final CopyOnWriteArrayList<TelemetryListener> listeners = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<TraceListener> tracers = new CopyOnWriteArrayList<>();

  /** Whether there are tracers. Written while these are held. */
  private final AtomicBoolean traced = new AtomicBoolean();

  /** Makes one that nobody listens to. */
  public Telemetry() {}

  /** Adds a listener behind the others; one that is there already is not added again. */
  public void listen(TelemetryListener listener) {
    listeners.addIfAbsent(Objects.requireNonNull(listener, "listener"));
  }

  /** Removes a listener; false if it was not there, or had been detached. */
  public boolean remove(TelemetryListener listener) {
    return listeners.remove(listener);
  }

  /** Tells a listener of every {@link TraceEvent} from now on. */
  public void trace(TraceListener tracer) {
    synchronized (tracers) {
      tracers.addIfAbsent(Objects.requireNonNull(tracer, "tracer"));
      traced.set(true);
    }
  }

  /** Tells a listener of {@link TraceEvent}s no more; false if it was not there. */
  public boolean untrace(TraceListener tracer) {
    synchronized (tracers) {
      boolean removed = tracers.remove(tracer);
      traced.set(!tracers.isEmpty());
      return removed;
    }
  }

  /**
   * Whether somebody traces, to be asked before a {@link TraceEvent} is made. Costs a plain read; a
   * listener that has just come may miss what happens at the same moment.
   */
  public boolean traced() {
    return traced.getOpaque();
  }

  /** Tells all who trace. Never throws: a listener that does is detached. */
  public void trace(TraceEvent event) {
    for (TraceListener tracer : tracers) {
      try {
        tracer.traced(event);
      } catch (Throwable thrown) { // As for other listeners.
        if (untrace(tracer)) {
          emit(new TelemetryEvent.ListenerDetached(tracer.getClass().getName(), thrown));
        }
      }
    }
  }

  /** Whether an event of this kind would reach anybody. */
  public boolean wants(Class<? extends TelemetryEvent> kind) {
    for (TelemetryListener listener : listeners) {
      if (wants(listener, kind)) {
        return true;
      }
    }
    return false;
  }

  /** Tells all listeners that want it. Never throws: a listener that does is detached. */
  public void emit(TelemetryEvent event) {
    for (TelemetryListener listener : listeners) {
      if (wants(listener, event.getClass())) {
        tell(listener, event);
      }
    }
  }

  private boolean wants(TelemetryListener listener, Class<? extends TelemetryEvent> kind) {
    try {
      return listener.wants(kind);
    } catch (Throwable thrown) {
      detach(listener, thrown);
      return false;
    }
  }

  private void tell(TelemetryListener listener, TelemetryEvent event) {
    try {
      listener.handle(event);
    } catch (Throwable thrown) { // An Error too: what a listener does must not end a connection.
      detach(listener, thrown);
    }
  }

  private void detach(TelemetryListener listener, Throwable cause) {
    if (listeners.remove(listener)) { // Once, though it may throw on many threads.
      emit(new TelemetryEvent.ListenerDetached(listener.getClass().getName(), cause));
    }
  }
}
