package dev.anqa.dashboard;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.inspect.Trace;
import dev.anqa.inspect.TraceEntry;
import dev.anqa.inspect.TraceSpec;
import dev.anqa.pubsub.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One trace at a time for a page: {@code start} with what {@link TraceQuestion} reads, {@code
 * stop}; the page gets {@code entries} some at a time, and {@code end} with the reason. A trace
 * ends with its page.
 */
final class TraceChannel implements Channel {
  /** What begins a trace. */
  @FunctionalInterface
  interface Tracer {
    /**
     * Begins one.
     *
     * @throws RejectedExecutionException if too many run
     */
    Trace trace(TraceSpec spec, Consumer<? super TraceEntry> sink);
  }

  /** How long entries are gathered. */
  private static final Duration GATHERING = Duration.ofMillis(200);

  /** How many go in one push. */
  private static final int PUSHED = 100;

  /** To itself. */
  private sealed interface Note {
    /** What was gathered is due. */
    record Due(Run run) implements Note {}

    record Ended(Run run, Trace.End end) implements Note {}
  }

  /** A trace that runs, and what came of it and was not sent. */
  private static final class Run {
    /** Guarded by itself; bounded by the trace. */
    private final List<TraceEntry> gathered = new ArrayList<>();

    /** True if it is the first since the last time that all were taken. */
    boolean add(TraceEntry entry) {
      synchronized (gathered) {
        gathered.add(entry);
        return gathered.size() == 1;
      }
    }

    List<TraceEntry> take() {
      synchronized (gathered) {
        List<TraceEntry> taken = List.copyOf(gathered);
        gathered.clear();
        return taken;
      }
    }
  }

  private final Tracer tracer;

  /** Null while none runs. */
  private @Nullable Run run;

  /** Null before the first. */
  private @Nullable Trace trace;

  TraceChannel(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public JoinResult join(String topic, Payload params, ChannelSocket socket) {
    return JoinResult.ok(Map.of("kinds", TraceQuestion.kinds()));
  }

  @Override
  public HandleResult handleIn(String event, Payload payload, ChannelSocket socket)
      throws Exception {
    return switch (event) {
      case "start" -> start(payload, socket);
      case "stop" -> {
        close();
        yield HandleResult.ok();
      }
      default -> Channel.super.handleIn(event, payload, socket);
    };
  }

  private HandleResult start(Payload payload, ChannelSocket socket) {
    try {
      TraceSpec spec = TraceQuestion.spec(Question.of(payload).params());
      close();
      Run begun = new Run();
      Trace next =
          tracer.trace(
              spec,
              entry -> {
                if (begun.add(entry)) {
                  socket.sendSelfAfter(GATHERING, new Note.Due(begun));
                }
              });
      run = begun;
      trace = next;
      if (!socket.onEnd(this, next::close)) { // Whatever ends the channel; it has ended already.
        next.close();
      }
      var _ = next.ended().thenAccept(end -> socket.sendSelf(new Note.Ended(begun, end)));
      return HandleResult.ok();
    } catch (IllegalArgumentException | RejectedExecutionException e) {
      return HandleResult.error(Map.of("reason", String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void handleInfo(Object message, ChannelSocket socket) {
    if (message instanceof Note note) {
      switch (note) {
        case Note.Due(Run of) -> send(of, socket);
        case Note.Ended(Run of, Trace.End end) -> {
          send(of, socket);
          if (of == run) {
            run = null;
            socket.push("end", Map.of("reason", end.label()));
          }
        }
      }
    }
  }

  private void send(Run of, ChannelSocket socket) {
    List<TraceEntry> entries = of == run ? of.take() : List.of();
    for (int from = 0; from < entries.size(); from += PUSHED) {
      List<TraceEntry> some = entries.subList(from, Math.min(entries.size(), from + PUSHED));
      socket.push("entries", Map.of("entries", some.stream().map(TraceEntry::asMap).toList()));
    }
  }

  private void close() {
    if (trace != null) {
      trace.close();
    }
  }
}
