package dev.anqa.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.tracker.Membership.Change.Down;
import dev.anqa.tracker.Membership.Change.Gone;
import dev.anqa.tracker.Membership.Change.Up;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Phoenix's {@code replica_test.exs} and rows 211 to 214. */
final class MembershipTest {
  private static final ReplicaId SELF = new ReplicaId("self", 10);
  private static final ReplicaId OLD = new ReplicaId("n", 10);
  private static final ReplicaId NEW = new ReplicaId("n", 11);
  private static final long SECOND = 1_000_000_000L;

  private final Membership membership =
      new Membership(SELF, Duration.ofSeconds(30), Duration.ofSeconds(100));

  @Test
  void isUpWhenHeardFirstAndStaysUp() {
    assertThat(membership.heard(OLD, 0)).containsExactly(new Up(OLD));
    assertThat(membership.heard(OLD, 29 * SECOND)).isEmpty();
    assertThat(membership.check(59 * SECOND)).isEmpty();
  }

  /** Row 211. */
  @Test
  void isDownAfterTheDownPeriodAndUpWhenHeardAgain() {
    membership.heard(OLD, 0);

    assertThat(membership.check(30 * SECOND)).isEmpty();
    assertThat(membership.check(30 * SECOND + 1)).containsExactly(new Down(OLD));
    assertThat(membership.check(31 * SECOND)).isEmpty();
    assertThat(membership.heard(OLD, 32 * SECOND)).containsExactly(new Up(OLD));
  }

  /** Row 211. */
  @Test
  void isForgottenAfterThePermdownPeriod() {
    membership.heard(OLD, 0);
    membership.check(31 * SECOND);

    assertThat(membership.check(100 * SECOND)).isEmpty();
    assertThat(membership.check(100 * SECOND + 1)).containsExactly(new Gone(OLD));
    assertThat(membership.size()).isZero();
    assertThat(membership.heard(OLD, 101 * SECOND)).containsExactly(new Up(OLD));
  }

  @Test
  void isForgottenAtOnceEvenIfNobodyLookedForLong() {
    membership.heard(OLD, 0);

    assertThat(membership.check(101 * SECOND)).containsExactly(new Gone(OLD));
  }

  /** Row 213. */
  @Test
  void isReplacedByItsNextLifeUpOrDown() {
    membership.heard(OLD, 0);
    assertThat(membership.heard(NEW, 1)).containsExactly(new Gone(OLD), new Up(NEW));

    membership.check(31 * SECOND);
    ReplicaId newest = new ReplicaId("n", 12);
    assertThat(membership.heard(newest, 32 * SECOND))
        .containsExactly(new Gone(NEW), new Up(newest));
  }

  @Test
  void ignoresAnEarlierLifeWhileTheLaterOneIsUp() {
    membership.heard(NEW, 0);
    assertThat(membership.isStale(OLD)).isTrue();
    assertThat(membership.isStale(NEW)).isFalse();

    membership.check(31 * SECOND); // A wall clock was set back: the later life is the dead one.
    assertThat(membership.isStale(OLD)).isFalse();
    assertThat(membership.heard(OLD, 32 * SECOND)).containsExactly(new Gone(NEW), new Up(OLD));
  }

  @Test
  void ignoresItselfAndItsEarlierLives() {
    assertThat(membership.isStale(SELF)).isTrue();
    assertThat(membership.isStale(new ReplicaId("self", 9))).isTrue();
  }

  /** Row 214. */
  @Test
  void forgetsAtOnceWhoSaysGoodbyeAndIgnoresWhatComesLate() {
    membership.heard(OLD, 0);

    assertThat(membership.goodbye(OLD, SECOND)).containsExactly(new Gone(OLD));
    assertThat(membership.isStale(OLD)).isTrue();
    assertThat(membership.isStale(NEW)).isFalse();

    membership.check(32 * SECOND);
    assertThat(membership.size()).isZero();
  }

  @Test
  void ignoresTheGoodbyeOfAnEarlierLife() {
    membership.heard(NEW, 0);

    assertThat(membership.goodbye(OLD, SECOND)).isEmpty();
    assertThat(membership.isStale(NEW)).isFalse();
  }
}
