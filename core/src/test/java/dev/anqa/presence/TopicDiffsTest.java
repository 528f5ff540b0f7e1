package dev.anqa.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.Payload;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.tracker.Tracker;
import dev.anqa.tracker.TrackerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How changes are told: rows 173, 180 and 181, order, windows, bounds and failing hooks. */
final class TopicDiffsTest {
  private static final Map<String, Integer> META = Map.of("at", 1);
  private static final Duration WINDOW = Duration.ofMillis(100);

  private static PresenceBuilder onVirtualThreads(PresenceBuilder builder) {
    return builder.executor(Executors.newVirtualThreadPerTaskExecutor());
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void fetchesAtOnceAndTellsInOrder() {
    CountDownLatch secondFetched = new CountDownLatch(1);
    Fetch fetch =
        (_, present) -> {
          if (present.containsKey("first")) {
            awaitLatch(secondFetched);
          } else {
            secondFetched.countDown();
          }
          return Map.of();
        };
    PresenceNode node = PresenceNode.start(b -> onVirtualThreads(b).fetch(fetch));
    List<String> diffs = node.diffs("t");

    node.presence.track("p1", "t", "first", META);
    node.presence.track("p1", "t", "second", META);

    await().until(() -> diffs.size() == 2);
    assertThat(diffs.getFirst()).contains("\"first\"");
    assertThat(diffs.getLast()).contains("\"second\"");
  }

  @Test
  void letsOtherTopicsPassASlowOne() {
    CountDownLatch release = new CountDownLatch(1);
    Fetch fetch =
        (topic, _) -> {
          if (topic.equals("slow")) {
            awaitLatch(release);
          }
          return Map.of();
        };
    PresenceNode node = PresenceNode.start(b -> onVirtualThreads(b).fetch(fetch));
    List<String> slow = node.diffs("slow");
    List<String> quick = node.diffs("quick");

    node.presence.track("p1", "slow", "u1", META);
    node.presence.track("p1", "quick", "u1", META);

    await().until(() -> quick.size() == 1);
    assertThat(slow).isEmpty();
    release.countDown();
    await().until(() -> slow.size() == 1);
  }

  @Test
  void putsTogetherWhatComesFasterThanItIsTold() {
    CountDownLatch release = new CountDownLatch(1);
    Set<String> fetched = ConcurrentHashMap.newKeySet();
    Fetch fetch =
        (_, present) -> {
          fetched.addAll(present.keySet());
          awaitLatch(release);
          return Map.of();
        };
    PresenceNode node = PresenceNode.start(b -> onVirtualThreads(b).fetch(fetch));
    List<String> diffs = node.diffs("t");

    IntStream.range(0, 100).forEach(i -> node.presence.track("p1", "t", "u" + i, META));
    await().until(() -> fetched.size() == TopicDiffs.MAX_UNDER_WAY);
    release.countDown();

    await().until(() -> diffs.size() == TopicDiffs.MAX_UNDER_WAY + 1);
    assertThat(diffs.getLast()).contains("\"u8\"", "\"u99\"").doesNotContain("\"u7\"");
  }

  @Test
  void tellsOnceAWindowOnABusyTopic() {
    PresenceNode node = PresenceNode.start(builder -> builder.window(WINDOW));
    List<String> diffs = node.diffs("t");

    node.presence.track("p1", "t", "u1", META);
    assertThat(diffs).as("at once when it is quiet").hasSize(1);
    node.presence.track("p2", "t", "u2", META);
    node.presence.update("p1", "t", "u1", Map.of("at", 2));
    node.presence.update("p1", "t", "u1", Map.of("at", 3));
    assertThat(diffs).hasSize(1);

    node.time.pass(WINDOW);
    assertThat(diffs).hasSize(2);
    assertThat(diffs.getLast())
        .startsWith("presence_diff {\"joins\":{\"u2\":")
        .contains("\"u1\":{\"metas\":[{\"at\":3,")
        .contains("\"leaves\":{\"u1\":{\"metas\":[{\"at\":1,");

    node.time.pass(WINDOW);
    node.presence.untrack("p2");
    assertThat(diffs).as("quiet again").hasSize(3);
  }

  @Test
  void tellsALeaveEvenIfItsJoinWasNotToldYet() {
    PresenceNode node = PresenceNode.start(builder -> builder.window(WINDOW));
    List<String> diffs = node.diffs("t");
    node.presence.track("p1", "t", "u1", META);

    node.presence.track("p2", "t", "u2", META);
    assertThat(node.state("t")).as("a client may have this").contains("\"u2\"");
    node.presence.untrack("p2");
    node.time.pass(WINDOW);

    assertThat(diffs.getLast()).startsWith("presence_diff {\"joins\":{},\"leaves\":{\"u2\":");
  }

  @Test
  void splitsAGreatDiffAndLosesNothing() {
    PresenceNode node = PresenceNode.start(builder -> builder.window(WINDOW).maxListedKeys(3));
    List<String> diffs = node.diffs("t");
    node.presence.track("p0", "t", "u0", META);
    for (int i = 1; i < 8; i++) {
      node.presence.track("p" + i, "t", "u" + i, META);
    }
    node.presence.update("p0", "t", "u0", Map.of("at", 2));
    node.time.pass(WINDOW);

    assertThat(diffs).hasSize(4);
    assertThat(diffs.get(1)).contains("\"leaves\":{\"u0\"").contains("\"at\":2");
    assertThat(String.join("", diffs)).contains("\"u1\"", "\"u4\"", "\"u7\"");
  }

  @Test
  void tellsClientsWithoutAdditionsWhenFetchFails() {
    IllegalStateException failure = new IllegalStateException("no database");
    PresenceNode node =
        PresenceNode.start(builder ->
            builder.fetch((_, _) -> {
              throw failure;
            }));
    List<String> diffs = node.diffs("t");
    node.presence.track("p1", "t", "u1", META);

    assertThat(diffs)
        .containsExactly(
            "presence_diff {\"joins\":{\"u1\":{\"metas\":[{\"at\":1,\"phx_ref\":R}]}},\"leaves\":{}}");
    assertThat(node.events)
        .contains(new TelemetryEvent.PresenceHookFailed("presence", "t", "fetch", failure));
  }

  @Test
  void tellsClientsWithoutAdditionsThatCannotBeWritten() {
    Map<String, Object> endless = new LinkedHashMap<>();
    endless.put("o", endless);
    PresenceNode node = PresenceNode.start(b -> b.fetch((_, _) -> Map.of("u1", endless)));
    List<String> diffs = node.diffs("t");
    node.presence.track("p1", "t", "u1", META);
    node.presence.track("p1", "t", "u2", META);

    assertThat(diffs).hasSize(2);
    assertThat(node.events).singleElement().isInstanceOf(TelemetryEvent.PresenceHookFailed.class);
  }

  @Test
  void fetchesNothingForNobody() {
    List<Set<String>> batches = new ArrayList<>();
    PresenceNode node =
        PresenceNode.start(builder ->
            builder.fetch((_, present) -> {
              batches.add(present.keySet());
              return Map.of();
            }));
    node.presence.list("t");
    node.presence.getByKey("t", "u1");
    assertThat(batches).isEmpty();

    node.presence.track("p1", "t", "u1", META);
    node.presence.update("p1", "t", "u1", Map.of());
    assertThat(batches).as("a join, then join and leave").hasSize(3);
  }

  /** Rows 180 and 181. */
  @Test
  void showsItsFollowerAllWhoArePresent() {
    List<String> seen = new ArrayList<>();
    MetasHandler handler =
        (topic, diff, present) -> {
          Map<String, List<Object>> all = new LinkedHashMap<>();
          present.forEach((key, metas) ->
              all.put(key, metas.stream().map(m -> m.payload().map().get("at")).toList()));
          seen.add(
              topic + " +" + diff.joins().keySet() + " -" + diff.leaves().keySet() + " " + all);
        };
    PresenceNode node = PresenceNode.start(builder -> builder.handleMetas(handler));

    node.presence.track("p1", "t", "u1", META);
    node.presence.track("p2", "t", "u2", META);
    node.presence.track("p3", "t", "u1", Map.of("at", 2));
    node.presence.track("p4", "t", "u1", Map.of("at", 3));
    node.presence.track("p1", "t2", "u1", META);
    node.presence.untrack("p3", "t", "u1");
    node.presence.update("p1", "t", "u1", Map.of("at", 4));
    node.presence.untrack("p4");
    node.presence.untrack("p1", "t", "u1");
    node.presence.untrack("p2");
    node.presence.untrack("p1");

    assertThat(seen)
        .containsExactly(
            "t +[u1] -[] {u1=[1]}",
            "t +[u2] -[] {u1=[1], u2=[1]}",
            "t +[u1] -[] {u1=[1, 2], u2=[1]}",
            "t +[u1] -[] {u1=[1, 2, 3], u2=[1]}",
            "t2 +[u1] -[] {u1=[1]}",
            "t +[] -[u1] {u1=[1, 3], u2=[1]}",
            "t +[u1] -[u1] {u1=[3, 4], u2=[1]}",
            "t +[] -[u1] {u1=[4], u2=[1]}",
            "t +[] -[u1] {u2=[1]}",
            "t +[] -[u2] {}",
            "t2 +[] -[u1] {}");
  }

  @Test
  void goesOnWhenItsFollowerFails() {
    PresenceNode node =
        PresenceNode.start(builder ->
            builder.handleMetas((_, _, _) -> {
              throw new IllegalStateException("no");
            }));
    List<String> diffs = node.diffs("t");
    node.presence.track("p1", "t", "u1", META);
    node.presence.track("p1", "t", "u2", META);

    assertThat(diffs).hasSize(2);
    assertThat(node.events).hasSize(2);
  }

  @Test
  void remembersNoTopicWhereNothingHappens() {
    PresenceBuilder options =
        Presence.builder().executor(Runnable::run).window(WINDOW).handleMetas((_, _, _) -> {});
    PresenceNode node = PresenceNode.start();
    DiffLines lines =
        new DiffLines(
            options,
            node.pubsub,
            node.time,
            node.telemetry,
            new Enricher(Fetch.NOTHING, node.json));
    Tracker tracker =
        Tracker.start(
            node.pubsub, node.time, new TrackerOptions("other").executor(Runnable::run), lines);

    tracker.track("p1", "t", "u1", Payload.empty());
    node.time.pass(WINDOW);
    assertThat(lines.topics()).as("u1 is remembered").isEqualTo(1);
    tracker.untrack("p1");
    assertThat(lines.topics()).as("the window is open").isEqualTo(1);
    node.time.pass(WINDOW);
    assertThat(lines.topics()).isZero();
    tracker.track("p1", "t", "u1", Payload.empty());
    assertThat(lines.topics()).isEqualTo(1);
  }
}
