package dev.anqa.inspect;

import dev.anqa.inspect.JfrEvents.Recorded;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.telemetry.TelemetryListener;
import dev.anqa.telemetry.TraceEvent;
import dev.anqa.telemetry.TraceListener;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens into flight recordings (JFR), while there are any that want it: nothing is
 * listened to before one starts.
 */
final class FlightRecording implements FlightRecorderListener, AutoCloseable {
  /** Those that come with every message. */
  private static final List<Supplier<? extends Recorded>> TRACED =
      List.of(
          JfrEvents.Subscribe::new,
          JfrEvents.Unsubscribe::new,
          JfrEvents.HandleIn::new,
          JfrEvents.HandleOut::new,
          JfrEvents.Push::new,
          JfrEvents.Reply::new,
          JfrEvents.Broadcast::new);

  private static final List<Supplier<? extends Recorded>> TOLD =
      List.of(
          JfrEvents.Connect::new,
          JfrEvents.Close::new,
          JfrEvents.Join::new,
          JfrEvents.Leave::new,
          JfrEvents.Crash::new);

  private final String node;
  private final Telemetry telemetry;
  private final Told told = new Told();
  private final Traced traced = new Traced();

  private FlightRecording(String node, Telemetry telemetry) {
    this.node = node;
    this.telemetry = telemetry;
  }

  /** Waits for recordings. */
  static FlightRecording of(String node, Telemetry telemetry) {
    FlightRecording recording = new FlightRecording(node, telemetry);
    FlightRecorder.addListener(recording);
    if (FlightRecorder.isInitialized()) { // Else this would load what may never be needed.
      recording.listenIfWanted();
    }
    return recording;
  }

  @Override
  public void recordingStateChanged(Recording recording) {
    listenIfWanted();
  }

  private void listenIfWanted() {
    telemetry.remove(told);
    telemetry.untrace(traced);
    if (anyEnabled(TOLD)) {
      telemetry.listen(told);
    }
    if (anyEnabled(TRACED)) {
      telemetry.trace(traced);
    }
  }

  private static boolean anyEnabled(List<Supplier<? extends Recorded>> kinds) {
    return kinds.stream().anyMatch(kind -> kind.get().isEnabled());
  }

  /** Writes what is always told. */
  private final class Told implements TelemetryListener {
    @Override
    public boolean wants(Class<? extends TelemetryEvent> kind) {
      return kind == TelemetryEvent.ChannelJoined.class
          || kind == TelemetryEvent.ChannelClosed.class
          || Seen.kind(kind) != null;
    }

    @Override
    public void handle(TelemetryEvent event) {
      switch (event) {
        case TelemetryEvent.SocketConnected it -> {
          JfrEvents.Connect recorded = new JfrEvents.Connect();
          recorded.result = it.accepted() ? "ok" : "refused";
          commit(recorded, it.source(), null, 0, it.duration());
        }
        case TelemetryEvent.SocketClosed it -> {
          JfrEvents.Close recorded = new JfrEvents.Close();
          recorded.result = (it.code() + " " + it.reason()).strip();
          commit(recorded, it.source(), null, 0, it.duration());
        }
        case TelemetryEvent.ChannelJoined it -> {
          JfrEvents.Join recorded = new JfrEvents.Join();
          recorded.result = it.accepted() ? "ok" : "error";
          commit(
              recorded,
              it.source().client(),
              it.source().topic(),
              it.params().size(),
              it.duration());
        }
        case TelemetryEvent.ChannelClosed it -> {
          JfrEvents.Leave recorded = new JfrEvents.Leave();
          recorded.result = it.reason();
          commit(recorded, it.source().client(), it.source().topic(), 0, it.duration());
        }
        default -> crashed(event);
      }
    }

    private void crashed(TelemetryEvent event) {
      JfrEvents.Crash recorded = new JfrEvents.Crash();
      Throwable cause = event.cause();
      recorded.result = cause == null ? null : cause.getClass().getName();
      Seen seen = new Seen.Told(event);
      commit(recorded, seen.client(), seen.topic(), 0, Duration.ZERO);
    }
  }

  /** Writes what comes with every message. */
  private final class Traced implements TraceListener {
    @Override
    public void traced(TraceEvent event) {
      switch (event) {
        case TraceEvent.Joined _, TraceEvent.Left _ -> {} // Told otherwise.
        case TraceEvent.Subscribed it ->
            commit(new JfrEvents.Subscribe(), it, it.subscriber(), null, Duration.ZERO);
        case TraceEvent.Unsubscribed it ->
            commit(new JfrEvents.Unsubscribe(), it, it.subscriber(), null, Duration.ZERO);
        case TraceEvent.HandledIn it ->
            commit(new JfrEvents.HandleIn(), it, it.event(), it.result(), it.duration());
        case TraceEvent.HandledOut it ->
            commit(new JfrEvents.HandleOut(), it, it.event(), null, it.duration());
        case TraceEvent.Pushed it ->
            commit(new JfrEvents.Push(), it, it.event(), null, Duration.ZERO);
        case TraceEvent.Replied it ->
            commit(new JfrEvents.Reply(), it, null, it.status(), Duration.ZERO);
        case TraceEvent.Broadcasted it ->
            commit(new JfrEvents.Broadcast(), it, it.event(), it.result(), it.duration());
      }
    }

    private void commit(
        Recorded recorded,
        TraceEvent event,
        @Nullable String name,
        @Nullable String result,
        Duration took) {
      recorded.event = name;
      recorded.result = result;
      Seen seen = new Seen.Traced(event);
      FlightRecording.this.commit(recorded, seen.client(), event.topic(), seen.bytes(), took);
    }
  }

  private void commit(
      Recorded recorded,
      @Nullable SocketSource client,
      @Nullable String topic,
      long bytes,
      Duration took) {
    if (recorded.shouldCommit()) {
      recorded.node = node;
      recorded.topic = topic;
      recorded.bytes = bytes;
      recorded.took = took.toNanos();
      if (client != null) {
        recorded.connection = client.connection();
        recorded.handler = client.socket();
        recorded.id = client.id();
        recorded.peer = Peers.address(client.peer());
      }
      recorded.commit();
    }
  }

  @Override
  public void close() {
    FlightRecorder.removeListener(this);
    telemetry.remove(told);
    telemetry.untrace(traced);
  }
}
