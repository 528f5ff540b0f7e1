package dev.anqa.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.SystemTime;
import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.TelemetryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a trace shows, and when it ends. */
final class TraceTest {
  private final LookedInto node = new LookedInto();
  private final List<TraceEntry> entries = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    node.close();
  }

  private Trace trace(TraceSpec spec) {
    return node.endpoint.inspect().trace(spec, entries::add);
  }

  private static Trace.End end(Trace trace) throws Exception {
    return trace.ended().get(10, TimeUnit.SECONDS);
  }

  /** The entries as lines, without what differs from run to run. */
  private List<String> lines() {
    return entries.stream()
        .map(entry ->
            entry
                .toString()
                .replaceFirst("^[0-9:.]+ ", "")
                .replaceFirst(" \\([0-9]+µs\\)$", "")
                .replaceFirst("LookedInto.java:[0-9]+", "LookedInto.java"))
        .toList();
  }

  @Test
  void showsTheLifeOfAConnection() throws Exception {
    Trace trace = trace(TraceSpec.next(100));

    try (LookedInto.Client client = node.connect("7")) {
      client.join("room:a").ask("room:a", "push", "{\"x\":1}").ask("room:a", "phx_leave", "{}");
    }
    await().until(() -> entries.stream().anyMatch(entry -> entry.kind() == TraceKind.CLOSE));
    trace.close();

    assertThat(end(trace)).isEqualTo(Trace.End.CLOSED);
    assertThat(lines())
        .contains(
            "local/1 connect UserSocket {\"vsn\": \"2.0.0\", \"uid\": \"7\"} -> ok",
            "local subscribe us:7 DisconnectListener",
            "local/1 join room:a {\"password\": \"[FILTERED]\"} -> ok {\"password\": \"[FILTERED]\"}",
            "local/1 subscribe room:a Room",
            "local/1 push room:a pushed {\"x\": 1}",
            "local/1 handle_in room:a push {\"x\": 1} -> ok {\"x\": 1}",
            "local/1 reply room:a -> ok {\"x\": 1}",
            "local/1 leave room:a",
            "local/1 unsubscribe room:a Room",
            "local/1 close UserSocket -> 1000 closed by the client");
  }

  @Test
  void showsBroadcastsAndWhoIntercepts() throws Exception {
    LookedInto.Client client = node.connect().join("room:a");
    Trace trace =
        trace(TraceSpec.next(2).kinds(TraceKind.BROADCAST, TraceKind.HANDLE_OUT).topic("room:a"));

    client.ask("room:a", "icept", "{\"token\":\"s3cret\"}");

    assertThat(end(trace)).isEqualTo(Trace.End.COUNT);
    assertThat(lines())
        .containsExactlyInAnyOrder(
            "local broadcast room:a icept {\"token\": \"[FILTERED]\"} -> ok, 1 here",
            "local/1 handle_out room:a icept {\"token\": \"[FILTERED]\"}");
  }

  @Test
  void timesCallbacksAlsoWhereNobodyElseDoes() throws Exception {
    LookedInto.Client client = node.connect().join("room:a");
    Trace trace = trace(TraceSpec.next(1).kinds(TraceKind.HANDLE_IN));

    client.ask("room:a", "push", "{}");

    assertThat(end(trace)).isEqualTo(Trace.End.COUNT);
    assertThat(entries)
        .singleElement()
        .extracting(TraceEntry::took)
        .isNotNull()
        .satisfies(took -> assertThat(took).isBetween(Duration.ZERO, Duration.ofMinutes(1)));
  }

  @Test
  void showsCrashes() throws Exception {
    LookedInto.Client client = node.connect().join("room:a");
    Trace trace = trace(TraceSpec.next(1).kinds(TraceKind.CRASH));

    client.send("room:a", "boom", "{}");

    assertThat(end(trace)).isEqualTo(Trace.End.COUNT);
    assertThat(lines())
        .singleElement()
        .asString()
        .startsWith("local/1 crash room:a Room -> java.lang.IllegalStateException: boom at ");
  }

  @ParameterizedTest
  @MethodSource
  void showsOnlyWhatFits(TraceSpec spec, List<String> expected) throws Exception {
    LookedInto.Client seven = node.connect("7").join("room:a").join("room:b");
    LookedInto.Client eight = node.connect("8").join("room:a");
    Trace trace = trace(spec.kinds(TraceKind.HANDLE_IN));

    seven.ask("room:a", "x", "{}").ask("room:b", "x", "{}");
    eight.ask("room:a", "x", "{}");
    trace.close();
    end(trace);

    assertThat(entries)
        .extracting(entry -> entry.client().connection() + " " + entry.topic())
        .containsExactlyElementsOf(expected);
  }

  static Stream<Arguments> showsOnlyWhatFits() {
    TraceSpec next = TraceSpec.next(100);
    return Stream.of(
        Arguments.of(next, List.of("1 room:a", "1 room:b", "2 room:a")),
        Arguments.of(next.topic("room:*"), List.of("1 room:a", "1 room:b", "2 room:a")),
        Arguments.of(next.topic("room:b"), List.of("1 room:b")),
        Arguments.of(next.topic("b*"), List.of()),
        Arguments.of(next.except("room:a"), List.of("1 room:b")),
        Arguments.of(next.topic("room:*").except("room:"), List.of()),
        Arguments.of(next.of(SocketFilter.id("us:8")), List.of("2 room:a")),
        Arguments.of(next.of(SocketFilter.connection(1)), List.of("1 room:a", "1 room:b")),
        Arguments.of(next.of(SocketFilter.peer("10.0.0.1")), List.of()));
  }

  @Test
  void endsAtItsCount() throws Exception {
    LookedInto.Client client = node.connect().join("room:a");
    Trace trace = trace(TraceSpec.next(3).kinds(TraceKind.HANDLE_IN));

    for (int i = 0; i < 10; i++) {
      client.ask("room:a", "x", "{}");
    }

    assertThat(end(trace)).isEqualTo(Trace.End.COUNT);
    assertThat(entries).hasSize(3);
  }

  /** A clock that keeps the thread "slow" waiting, which has taken its place by then. */
  private static final class SlowForOne implements Time, AutoCloseable {
    private final SystemTime system = new SystemTime("test-time");
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    @Override
    public Instant now() {
      if (Thread.currentThread().getName().equals("slow")) {
        asked.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return system.now();
    }

    @Override
    public long nanos() {
      return system.nanos();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
      return system.after(delay, task);
    }

    @Override
    public void close() {
      system.close();
    }
  }

  @Test
  void waitsForThePlacesThatWereTakenBeforeItEndsAtItsCount() throws Exception {
    try (SlowForOne time = new SlowForOne();
        LookedInto slow = new LookedInto(builder -> builder.time(time))) {
      Trace trace =
          slow.endpoint.inspect().trace(TraceSpec.next(2).kinds(TraceKind.BROADCAST), entries::add);
      Thread first =
          Thread.ofPlatform()
              .name("slow")
              .start(() -> slow.endpoint.broadcast("room:a", "first", Map.of()));
      assertThat(time.asked.await(10, TimeUnit.SECONDS)).isTrue();
      slow.endpoint.broadcast("room:a", "second", Map.of());
      time.go.countDown();
      first.join();

      assertThat(end(trace)).isEqualTo(Trace.End.COUNT);
      assertThat(entries).hasSize(2);
    }
  }

  @Test
  void endsAtItsBytes() throws Exception {
    LookedInto.Client client = node.connect().join("room:a");
    Trace trace = trace(TraceSpec.next(100).kinds(TraceKind.PUSH).maxBytes(150));

    for (int i = 0; i < 10; i++) {
      client.ask("room:a", "push", "{\"text\":\"%s\"}".formatted("x".repeat(100)));
    }

    assertThat(end(trace)).isEqualTo(Trace.End.BYTES);
    assertThat(entries).hasSize(2);
  }

  @Test
  void endsWhenItsTimeIsOver() throws Exception {
    Trace trace = trace(TraceSpec.next(100).within(Duration.ofMillis(20)));

    assertThat(end(trace)).isEqualTo(Trace.End.TIME);
  }

  @Test
  void endsWithTheEndpoint() throws Exception {
    Trace trace = trace(TraceSpec.next(100));

    node.endpoint.close();

    assertThat(end(trace)).isEqualTo(Trace.End.CLOSED);
    assertThatThrownBy(() -> trace(TraceSpec.next(1)))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("the endpoint has stopped");
  }

  @Test
  void listensToNothingOnceItHasEnded() throws Exception {
    assertThat(node.endpoint.telemetry().traced()).isFalse();
    Trace trace = trace(TraceSpec.next(100));
    assertThat(node.endpoint.telemetry().traced()).isTrue();

    trace.close();
    end(trace);

    assertThat(node.endpoint.telemetry().traced()).isFalse();
    assertThat(node.endpoint.telemetry().wants(TelemetryEvent.SocketConnected.class)).isFalse();
  }

  @Test
  void letsNoMoreThanEightRun() {
    List<Trace> running = new ArrayList<>();
    for (int i = 0; i < Inspector.MAX_TRACES; i++) {
      running.add(trace(TraceSpec.next(1)));
    }

    assertThatThrownBy(() -> trace(TraceSpec.next(1)))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("8 traces run (expected: < 8)");
    running.getFirst().close();
    await().until(() -> running.getFirst().ended().isDone());
    trace(TraceSpec.next(1));
  }

  @Test
  void shortensWhatIsLongAndShowsNoControlCharacters() throws Exception {
    LookedInto.Client client = node.connect().join("room:a");
    Trace trace = trace(TraceSpec.next(1).kinds(TraceKind.PUSH));

    client.ask("room:a", "push", "{\"text\":\"\\u001b[2J%s\"}".formatted("x".repeat(5_000)));
    end(trace);

    assertThat(lines())
        .singleElement()
        .satisfies(line ->
            assertThat(line)
                .contains("\"\\u001b[2Jxxx")
                .endsWith("x…")
                .hasSizeBetween(1_000, 1_100));
  }

  @ParameterizedTest
  @MethodSource
  void refusesWhatHasNoBounds(Runnable made, String message) {
    assertThatThrownBy(made::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  static Stream<Arguments> refusesWhatHasNoBounds() {
    TraceSpec next = TraceSpec.next(1);
    return Stream.of(
        Arguments.of(of(() -> TraceSpec.next(0)), "count: 0 (expected: 1 to 10000)"),
        Arguments.of(of(() -> TraceSpec.next(10_001)), "count: 10001 (expected: 1 to 10000)"),
        Arguments.of(of(() -> next.maxBytes(0)), "maxBytes: 0 (expected: 1 to 16777216)"),
        Arguments.of(
            of(() -> next.within(Duration.ofHours(2))), "within: PT2H (expected: > 0 and <= PT1H)"),
        Arguments.of(
            of(() -> new TraceSpec(1, next.within(), 1, Set.of(), null, null, next.filter())),
            "kinds: [] (expected: at least one)"),
        Arguments.of(
            of(() -> next.topic("a*b")),
            "topic: a*b (expected: a topic, or a prefix that ends in one *, such as room:*)"));
  }

  private static Runnable of(Runnable made) {
    return made;
  }

  @Test
  void hasDefaults() {
    TraceSpec spec = TraceSpec.next(5);

    assertThat(spec.within()).isEqualTo(Duration.ofMinutes(1));
    assertThat(spec.maxBytes()).isEqualTo(1 << 20);
    assertThat(spec.kinds()).containsExactlyInAnyOrder(TraceKind.values());
    assertThat(spec.topic()).isNull();
    assertThat(spec.except()).isNull();
    assertThat(spec.filter()).isEqualTo(SocketFilter.all());
  }
}
