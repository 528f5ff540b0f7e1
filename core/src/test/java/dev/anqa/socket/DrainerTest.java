package dev.anqa.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.anqa.channel.Outbound;
import dev.anqa.channel.StopReason;
import dev.anqa.serializer.Frame;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.TelemetryEvent.SocketDrain;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The drainer and the age of connections, in virtual time. */
final class DrainerTest {
  private final Scripted node = new Scripted();
  private final SessionRegistry sessions = new SessionRegistry();

  /** When each connection was asked to end, in milliseconds. */
  private final List<Long> asked = new ArrayList<>();

  private Drainer drainer(UnaryOperator<DrainerOptions> change) {
    return new Drainer(
        change.apply(new DrainerOptions()), sessions, node, Runnable::run, node.telemetry);
  }

  /** A connection that has nothing but an end. */
  private static final class Fake implements Drainable {
    private static final AtomicLong CONNECTIONS = new AtomicLong();

    private final SocketSource source =
        new SocketSource(
            "Fake",
            null,
            "websocket",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 5),
            CONNECTIONS.incrementAndGet());

    private final Consumer<Fake> whenAsked;
    private boolean drained = true;

    Fake(Consumer<Fake> whenAsked) {
      this.whenAsked = whenAsked;
    }

    @Override
    public SocketSource source() {
      return source;
    }

    @Override
    public void opened(Outbound outbound) {}

    @Override
    public void receive(Frame frame) {}

    @Override
    public void control(Frame frame) {}

    @Override
    public void closed(StopReason reason) {}

    @Override
    public boolean isDrained() {
      return drained;
    }

    @Override
    public void drain(Duration patience) {
      assertThat(patience).isEqualTo(Duration.ofSeconds(5));
      whenAsked.accept(this);
    }
  }

  private long millis() {
    return node.nanos() / 1_000_000;
  }

  /** Connections that go as soon as they are asked. */
  private void connect(int count) {
    for (int i = 0; i < count; i++) {
      sessions.add(
          new Fake(self -> {
            asked.add(millis());
            sessions.remove(self);
          }));
    }
  }

  @Test
  void keepsToTheRateOfItsBatches() {
    connect(5_000);
    CompletableFuture<Void> done =
        drainer(o -> o.batchSize(100).batchInterval(Duration.ofMillis(100))).drain();
    while (!done.isDone()) {
      node.pass(Duration.ofMillis(1));
    }

    assertThat(asked).hasSize(5_000);
    for (int second = 0; second < 4; second++) { // 1,000 each.
      long from = second * 1_000L;
      long inSecond = asked.stream().filter(at -> at >= from && at < from + 1_000).count();
      assertThat(inSecond).isCloseTo(1_000, within(100L));
    }
    assertThat(millis()).isCloseTo(5_000, within(500L));
  }

  /** What a batch takes is no time between batches; what was missed is not made up at once. */
  @Test
  void keepsToTheRateThoughABatchTakesTime() {
    for (int i = 0; i < 1_000; i++) {
      sessions.add(
          new Fake(self -> {
            node.pass(Duration.ofNanos(200_000)); // 20 ms a batch.
            asked.add(millis());
            sessions.remove(self);
          }));
    }
    var _ = drainer(o -> o.batchSize(100).batchInterval(Duration.ofMillis(100))).drain();
    node.pass(Duration.ofSeconds(3));

    assertThat(asked).hasSize(1_000);
    assertThat(asked.getLast()).isCloseTo(920, within(10L));
  }

  @Test
  void closesAFewConnectionsAtOnce() {
    connect(1_000);
    assertThat(drainer(o -> o).drain()).isDone();
    assertThat(asked).hasSize(1_000).containsOnly(0L);
  }

  @Test
  void tellsOfEachBatch() {
    connect(250);
    var _ = drainer(o -> o.batchSize(100)).drain();
    node.pass(Duration.ofSeconds(1));

    Duration interval = Duration.ofMillis(200);
    assertThat(node.events)
        .containsExactly(
            new SocketDrain(100, 250, interval, 1, 3),
            new SocketDrain(100, 250, interval, 2, 3),
            new SocketDrain(50, 250, interval, 3, 3));
  }

  @Test
  void isDoneWithNothingToSayWhereNobodyIs() {
    Drainer drainer = drainer(o -> o);
    assertThat(drainer.isDraining()).isFalse();
    assertThat(drainer.drain()).isDone();
    assertThat(drainer.isDraining()).isTrue();
    assertThat(node.events).isEmpty();
  }

  @Test
  void givesLoadBalancersTheTimeThatTheyNeed() {
    connect(1);
    Drainer drainer = drainer(o -> o.delay(Duration.ofSeconds(4)));
    CompletableFuture<Void> done = drainer.drain();

    node.pass(Duration.ofMillis(3_999));
    assertThat(drainer.isDraining()).isTrue();
    assertThat(asked).isEmpty();
    node.pass(Duration.ofMillis(1));
    assertThat(asked).containsExactly(4_000L);
    assertThat(done).isDone();
  }

  @Test
  void closesThoseWhoCameInMeanwhile() {
    Fake stays = new Fake(_ -> {});
    sessions.add(stays);
    CompletableFuture<Void> done = drainer(o -> o).drain();
    connect(1); // Its handshake was under way.
    node.pass(Duration.ofMillis(200));

    assertThat(asked).hasSize(1);
    assertThat(done).isNotDone();
    sessions.remove(stays);
    assertThat(done).isDone();
  }

  @Test
  void asksNobodyTwiceAndWaitsForNobodyLongerThanItsTime() {
    sessions.add(new Fake(_ -> asked.add(millis())));
    CompletableFuture<Void> done = drainer(o -> o.shutdown(Duration.ofSeconds(3))).drain();

    node.pass(Duration.ofMillis(2_999));
    assertThat(done).isNotDone();
    node.pass(Duration.ofMillis(1));
    assertThat(done).isDone();
    assertThat(asked).containsExactly(0L);
  }

  @Test
  void asksAgainWhereTheLoopHadTooMuchToDo() {
    int[] calls = {0};
    sessions.add(
        new Fake(self -> {
          if (calls[0]++ == 0) {
            throw new RejectedExecutionException("full");
          }
          sessions.remove(self);
        }));
    CompletableFuture<Void> done = drainer(o -> o).drain();
    assertThat(done).isNotDone();
    node.pass(Duration.ofMillis(200));
    assertThat(done).isDone();
  }

  @Test
  void endsConnectionsWhenTheyAreOldAndEachAtAnAgeOfItsOwn() {
    DrainerOptions options =
        new DrainerOptions().maxConnectionAge(Duration.ofSeconds(100)).ageJitter(0.5);
    SessionRegistry aging = new SessionRegistry(options, node, new Random(1));
    for (int i = 0; i < 1_000; i++) {
      aging.add(
          new Fake(self -> {
            asked.add(millis());
            aging.remove(self);
          }));
    }
    node.pass(Duration.ofSeconds(100));

    assertThat(asked).hasSize(1_000).allMatch(at -> at >= 50_000 && at <= 100_000);
    for (long from = 50_000; from < 100_000; from += 10_000) {
      long begin = from;
      assertThat(asked.stream().filter(at -> at >= begin && at < begin + 10_000).count())
          .isCloseTo(200, within(50L));
    }
  }

  @Test
  void asksAnOldOneAgainWhereTheLoopHadTooMuchToDo() {
    DrainerOptions options =
        new DrainerOptions().maxConnectionAge(Duration.ofSeconds(100)).ageJitter(0);
    SessionRegistry aging = new SessionRegistry(options, node, new Random(1));
    aging.add(
        new Fake(self -> {
          asked.add(millis());
          if (asked.size() < 3) {
            throw new RejectedExecutionException("full");
          }
        }));
    node.pass(Duration.ofSeconds(200));

    assertThat(asked).containsExactly(100_000L, 101_000L, 102_000L);
  }

  @Test
  void letsThoseOfAMountThatItLeavesAloneGrowOld() {
    DrainerOptions options = new DrainerOptions().maxConnectionAge(Duration.ofSeconds(1));
    SessionRegistry aging = new SessionRegistry(options, node, new Random(1));
    Fake left = new Fake(_ -> asked.add(millis()));
    left.drained = false;
    aging.add(left);
    aging.add(new Fake(_ -> asked.add(millis())));
    node.pass(Duration.ofSeconds(2));

    assertThat(asked).hasSize(1);
    assertThat(aging.count()).isEqualTo(2);
  }

  @Test
  void forgetsTheAgeOfConnectionsThatHaveGone() {
    DrainerOptions options = new DrainerOptions().maxConnectionAge(Duration.ofSeconds(1));
    SessionRegistry aging = new SessionRegistry(options, node, new Random(1));
    Fake gone = new Fake(_ -> asked.add(millis()));
    aging.add(gone);
    aging.remove(gone);
    node.pass(Duration.ofSeconds(2));

    assertThat(asked).isEmpty();
    assertThat(aging.count()).isZero();
  }

  @Test
  void hasTheRateOfPhoenixAndNoMaximumAge() {
    assertThat(new DrainerOptions().settings())
        .isEqualTo(
            new DrainerSettings(
                1_000,
                Duration.ofMillis(200),
                Duration.ZERO,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                null,
                0.2));
  }

  @Test
  void roundsTheWaitOfRefusedClientsUpToSeconds() {
    assertThat(drainer(o -> o).retryAfterSeconds()).isEqualTo(5);
    assertThat(drainer(o -> o.retryAfter(Duration.ofMillis(1))).retryAfterSeconds()).isEqualTo(1);
  }

  @Test
  void showsTheValueAndWhatWasExpected() {
    DrainerOptions options = new DrainerOptions();
    assertRefused(() -> options.batchSize(0), "batchSize: 0 (expected: > 0)");
    assertRefused(
        () -> options.batchInterval(Duration.ZERO), "batchInterval: PT0S (expected: > 0)");
    assertRefused(() -> options.delay(Duration.ofSeconds(-1)), "delay: PT-1S (expected: >= 0)");
    assertRefused(() -> options.answerWithin(Duration.ZERO), "answerWithin: PT0S (expected: > 0)");
    assertRefused(() -> options.shutdown(Duration.ZERO), "shutdown: PT0S (expected: > 0)");
    assertRefused(() -> options.retryAfter(Duration.ZERO), "retryAfter: PT0S (expected: > 0)");
    assertRefused(
        () -> options.maxConnectionAge(Duration.ZERO), "maxConnectionAge: PT0S (expected: > 0)");
    assertRefused(() -> options.ageJitter(1.5), "ageJitter: 1.5 (expected: 0 to 1)");
    assertRefused(() -> options.ageJitter(Double.NaN), "ageJitter: NaN (expected: 0 to 1)");
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  /** One of a mount whose drainer is off. */
  private static Fake left() {
    Fake left =
        new Fake(_ -> {
          throw new AssertionError("asked");
        });
    left.drained = false;
    return left;
  }

  @Test
  void neitherAsksNorAwaitsThoseOfAMountThatItLeavesAlone() {
    Drainable left = left();
    sessions.add(left);
    sessions.add(new Fake(sessions::remove));

    CompletableFuture<Void> done = drainer(o -> o).drain();

    assertThat(done).isDone();
    assertThat(sessions.count()).isEqualTo(1);
    assertThat(node.events).hasSize(1).first().extracting("total").isEqualTo(1);
    sessions.remove(left);
    assertThat(sessions.drained()).isZero();
  }
}
