package dev.anqa.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.pubsub.Payload;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class TopicIndexTest {
  private static final ReplicaId A = new ReplicaId("a", 1);
  private static final ReplicaId B = new ReplicaId("b", 1);

  private final TopicIndex index = new TopicIndex();

  private static TrackerEntry entry(ReplicaId replica, long id, long dot, String key) {
    return new TrackerEntry(replica, id, dot, dot == id ? 0 : id, "t", key, Payload.empty());
  }

  private void join(TrackerEntry... entries) {
    index.apply(new Diff(List.of(entries), List.of()));
  }

  @Test
  void listsByKeyThenNodeThenAge() {
    TrackerEntry second = entry(A, 2, 2, "k");
    TrackerEntry updated = entry(A, 1, 9, "k");
    TrackerEntry elsewhere = entry(B, 1, 1, "k");
    TrackerEntry otherKey = entry(B, 2, 2, "j");
    join(elsewhere, second, otherKey, updated);

    assertThat(index.list("t")).containsExactly(otherKey, updated, second, elsewhere);
    assertThat(index.list("t", "k")).containsExactly(updated, second, elsewhere);
    assertThat(index.list("t", "")).isEmpty();
    assertThat(index.list("t", "k2")).isEmpty();
    assertThat(index.list("other")).isEmpty();
    assertThat(index.list("other", "k")).isEmpty();
  }

  @Test
  void countsAndPagesByKeys() {
    TrackerEntry first = entry(A, 1, 1, "k");
    TrackerEntry second = entry(B, 1, 1, "k");
    TrackerEntry next = entry(A, 2, 2, "k\0");
    TrackerEntry last = entry(A, 3, 3, "l");
    join(last, next, second, first);

    assertThat(index.keys("t")).isEqualTo(3);
    assertThat(index.keys("other")).isZero();
    assertThat(index.list("t", null, 1)).containsExactly(first, second);
    assertThat(index.list("t", "k", 1)).containsExactly(next);
    assertThat(index.list("t", "k\0", 9)).containsExactly(last);
    assertThat(index.list("t", "l", 9)).isEmpty();
    assertThat(index.list("other", null, 9)).isEmpty();
  }

  @Test
  void keepsNothingOfATopicThatIsEmpty() {
    TrackerEntry entry = entry(A, 1, 1, "k");
    join(entry);
    index.apply(new Diff(List.of(), List.of(entry)));

    assertThat(index.topics()).isZero();
  }

  @Test
  void knowsHowManyEntriesThereAre() {
    TrackerEntry first = entry(A, 1, 1, "k");
    TrackerEntry updated = entry(A, 1, 9, "k");
    join(first, entry(B, 1, 1, "k"), entry(B, 2, 2, "j"));
    index.apply(new Diff(List.of(updated), List.of(first)));
    assertThat(index.size()).isEqualTo(3);

    index.apply(new Diff(List.of(), List.of(updated, entry(B, 7, 7, "never there"))));
    assertThat(index.size()).isEqualTo(2);
  }

  @Test
  void isNeverWithoutAnEntryThatIsUpdated() {
    TrackerEntry first = entry(A, 1, 1, "k");
    join(first);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> {
          TrackerEntry before = first;
          for (long dot = 2; dot < 200_000; dot++) {
            TrackerEntry after = entry(A, 1, dot, "k");
            index.apply(new Diff(List.of(after), List.of(before)));
            before = after;
          }
        });

    while (!writer.isDone()) {
      assertThat(index.list("t")).hasSize(1);
      assertThat(index.list("t", "k")).hasSize(1);
    }
    writer.join();
  }
}
