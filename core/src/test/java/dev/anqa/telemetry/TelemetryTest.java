package dev.anqa.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.telemetry.TelemetryEvent.EndpointStopped;
import dev.anqa.telemetry.TelemetryEvent.ListenerDetached;
import dev.anqa.telemetry.TelemetryEvent.RequestFailed;
import dev.anqa.telemetry.TelemetryEvent.SocketConnected;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@code :telemetry} promises, and what Appendix D 12 asks: synchronous, isolated. */
final class TelemetryTest {
  private static final TelemetryEvent EVENT = new EndpointStopped(Duration.ofSeconds(1));

  private final Telemetry telemetry = new Telemetry();
  private final List<TelemetryEvent> heard = new ArrayList<>();

  @Test
  void tellsListenersInTheirOrderOnTheCallingThread() {
    List<String> told = new ArrayList<>();
    telemetry.listen(_ -> told.add("first " + Thread.currentThread().threadId()));
    telemetry.listen(_ -> told.add("second " + Thread.currentThread().threadId()));

    telemetry.emit(EVENT);

    long here = Thread.currentThread().threadId();
    assertThat(told).containsExactly("first " + here, "second " + here);
  }

  @Test
  void addsTheSameListenerOnce() {
    TelemetryListener listener = heard::add;
    telemetry.listen(listener);
    telemetry.listen(listener);

    telemetry.emit(EVENT);

    assertThat(heard).containsExactly(EVENT);
  }

  @Test
  void tellsARemovedListenerNothingMore() {
    TelemetryListener listener = heard::add;
    telemetry.listen(listener);

    assertThat(telemetry.remove(listener)).isTrue();
    assertThat(telemetry.remove(listener)).isFalse();
    telemetry.emit(EVENT);

    assertThat(heard).isEmpty();
  }

  @Test
  void detachesAListenerThatThrowsAndTellsTheOthers() {
    IllegalStateException bug = new IllegalStateException("bug");
    TelemetryListener failing =
        _ -> {
          throw bug;
        };
    telemetry.listen(failing);
    telemetry.listen(heard::add);

    telemetry.emit(EVENT);
    telemetry.emit(EVENT);

    assertThat(heard)
        .containsExactly(new ListenerDetached(failing.getClass().getName(), bug), EVENT, EVENT);
  }

  @Test
  void detachesAListenerThatFailsToSayWhatItWants() {
    telemetry.listen(new Picky(RequestFailed.class, new AssertionError("bug")));
    telemetry.listen(heard::add);

    assertThat(telemetry.wants(EndpointStopped.class)).isTrue();
    telemetry.emit(EVENT);

    assertThat(heard).hasSize(2).first().isInstanceOf(ListenerDetached.class);
  }

  @Test
  void detachesListenersThatFailOverTheDetaching() {
    for (int i = 0; i < 3; i++) {
      telemetry.listen(new Failing());
    }

    telemetry.emit(EVENT);

    assertThat(telemetry.wants(EndpointStopped.class)).isFalse();
  }

  @Test
  void detachesOnceThoughAListenerFailsOnManyThreads() throws Exception {
    AtomicInteger detached = new AtomicInteger();
    telemetry.listen(new Failing());
    telemetry.listen(event -> {
      if (event instanceof ListenerDetached) {
        detached.incrementAndGet();
      }
    });
    CountDownLatch go = new CountDownLatch(1);
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            threads.submit(() -> {
              go.await();
              telemetry.emit(EVENT);
              return null;
            }));
      }
      go.countDown();
      for (Future<?> each : all) {
        each.get();
      }
    }

    assertThat(detached).hasValue(1);
  }

  @Test
  void wantsOnlyWhatSomeListenerWants() {
    assertThat(telemetry.wants(EndpointStopped.class)).isFalse();

    telemetry.listen(new Picky(RequestFailed.class, null));

    assertThat(telemetry.wants(RequestFailed.class)).isTrue();
    assertThat(telemetry.wants(EndpointStopped.class)).isFalse();
  }

  @Test
  void tellsAListenerNothingThatItDoesNotWant() {
    telemetry.listen(new Picky(RequestFailed.class, null));
    telemetry.listen(heard::add);

    telemetry.emit(EVENT); // The picky one would throw.

    assertThat(heard).containsExactly(EVENT);
  }

  @Test
  void showsNoValueOfAParameterInTheTextOfAnEvent() {
    SocketConnected event =
        new SocketConnected(
            new SocketSource("UserSocket", "user:1", "websocket", new InetSocketAddress(0), 1),
            "V2",
            "2.0.0",
            Map.of("token", "s3cret"),
            /* accepted= */ true,
            Duration.ofMillis(1));

    assertThat(event.toString()).contains("UserSocket", "token").doesNotContain("s3cret");
  }

  @Test
  void tellsWhoTracesAndOnlyThen() {
    List<TraceEvent> traced = new ArrayList<>();
    TraceListener tracer = traced::add;
    TraceEvent event = new TraceEvent.Subscribed("room:1", null, "Room");
    assertThat(telemetry.traced()).isFalse();

    telemetry.trace(tracer);
    assertThat(telemetry.traced()).isTrue();
    telemetry.trace(event);
    assertThat(telemetry.untrace(tracer)).isTrue();
    assertThat(telemetry.untrace(tracer)).isFalse();
    telemetry.trace(event);

    assertThat(telemetry.traced()).isFalse();
    assertThat(traced).containsExactly(event);
  }

  @Test
  void detachesATracerThatThrows() {
    telemetry.listen(heard::add);
    telemetry.trace(
        (TraceListener)
            _ -> {
              throw new IllegalStateException("bug");
            });

    telemetry.trace(new TraceEvent.Subscribed("room:1", null, "Room"));

    assertThat(telemetry.traced()).isFalse();
    assertThat(heard).singleElement().isInstanceOf(ListenerDetached.class);
  }

  private static final class Failing implements TelemetryListener {
    @Override
    public void handle(TelemetryEvent event) {
      throw new IllegalStateException("bug");
    }
  }

  /** Wants one kind and breaks on others; with a bug, breaks when it is asked. */
  private record Picky(Class<?> kind, Error bug) implements TelemetryListener {
    @Override
    public boolean wants(Class<? extends TelemetryEvent> asked) {
      if (bug != null) {
        throw bug;
      }
      return asked == kind;
    }

    @Override
    public void handle(TelemetryEvent event) {
      assertThat(event).isInstanceOf(kind);
    }
  }
}
