package dev.anqa.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.serializer.JacksonJson;
import dev.anqa.telemetry.Telemetry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Phoenix's {@code test/phoenix/presence_test.exs}, rows 166 to 182, and what is ours. Some rows
 * are about what is not here: 166 and 182 (processes of a supervisor), 170 (keys are strings), 174
 * (no dispatcher; {@code Format} takes its place), 179 (a hook without its other half cannot be
 * written).
 */
final class PresenceTest {
  private static final Map<String, Integer> META = Map.of("at", 1);

  private final PresenceNode node = PresenceNode.start();
  private final Presence presence = node.presence;

  private static Map<String, Map<String, String>> names(
      String topic, Map<String, List<Meta>> present) {
    return present.keySet().stream()
        .collect(Collectors.toMap(Function.identity(), key -> Map.of("name", "Mx " + key)));
  }

  /** Row 168. */
  @Test
  void listsNobodyWhereNobodyIs() {
    assertThat(presence.list("t").byKey()).isEmpty();
    assertThat(presence.state("t").text()).isEqualTo("{}");
  }

  @Test
  void knowsHowManyThereAre() {
    presence.track("p1", "t", "u1", META);
    presence.track("p2", "t", "u1", META);
    presence.track("p1", "other", "u1", META);
    presence.update("p1", "t", "u1", Map.of("at", 2));
    assertThat(presence.size()).isEqualTo(3);

    presence.untrack("p1");
    assertThat(presence.size()).isEqualTo(1);
  }

  /** Rows 167 and 169. */
  @Test
  void listsMetasWithRefsByKey() {
    TrackResult result = presence.track("p1", "t", "u1", META);

    String ref = ((TrackResult.Tracked) result).ref();
    assertThat(presence.state("t").text())
        .isEqualTo("{\"u1\":{\"metas\":[{\"at\":1,\"phx_ref\":\"" + ref + "\"}]}}");
    assertThat(presence.list("t").byKey().get("u1").metas().getFirst().ref()).isEqualTo(ref);
    assertThat(presence.state("t").text()).contains(ref); // Stable.
  }

  /** Row 169. */
  @Test
  void addsToAListWhatIsFetched() {
    PresenceNode fetching = PresenceNode.start(builder -> builder.fetch(PresenceTest::names));
    fetching.presence.track("p1", "t", "u1", META);

    assertThat(fetching.state("t"))
        .isEqualTo("{\"u1\":{\"name\":\"Mx u1\",\"metas\":[{\"at\":1,\"phx_ref\":R}]}}");
    assertThat(fetching.presence.getByKey("t", "u1").orElseThrow().additions())
        .isEqualTo(Map.of("name", "Mx u1"));
  }

  @Test
  void listsMetasWithoutFetching() {
    PresenceNode fetching =
        PresenceNode.start(builder ->
            builder.fetch((_, _) -> {
              throw new IllegalStateException("fetched");
            }));
    fetching.presence.track("p1", "t", "u1", META);

    assertThat(fetching.presence.metas("t")).containsOnlyKeys("u1");
    assertThat(fetching.presence.metas("t").get("u1")).hasSize(1);
    assertThat(fetching.presence.metas("other")).isEmpty();
  }

  @Test
  void countsAndPagesByKeys() {
    presence.track("p1", "t", "u1", META);
    presence.track("p2", "t", "u1", META);
    presence.track("p3", "t", "u2", META);

    assertThat(presence.count("t")).isEqualTo(2);
    assertThat(presence.count("other")).isZero();
    assertThat(presence.metas("t", null, 1)).containsOnlyKeys("u1");
    assertThat(presence.metas("t", null, 1).get("u1")).hasSize(2);
    assertThat(presence.metas("t", "u1", 1)).containsOnlyKeys("u2");
  }

  /** Row 171. */
  @Test
  void findsAllOfAKeyAndNothingForAnother() {
    presence.track("p1", "t", "u1", META);
    presence.track("p2", "t", "u1", Map.of("at", 2));
    presence.track("p3", "t", "u2", META);

    Present found = presence.getByKey("t", "u1").orElseThrow();
    assertThat(PresenceNode.withoutRefs(found.payload().text()))
        .isEqualTo("{\"metas\":[{\"at\":1,\"phx_ref\":R},{\"at\":2,\"phx_ref\":R}]}");
    assertThat(presence.getByKey("t", "nobody")).isEmpty();
    assertThat(presence.getByKey("other", "u1")).isEmpty();
  }

  /** Row 172. */
  @Test
  void tellsClientsWhoComesAndLeaves() {
    List<String> diffs = node.diffs("t");
    presence.track("p1", "t", "u1", META);
    presence.untrack("p1", "t", "u1");

    String u1 = "{\"u1\":{\"metas\":[{\"at\":1,\"phx_ref\":R}]}}";
    assertThat(diffs)
        .containsExactly(
            "presence_diff {\"joins\":" + u1 + ",\"leaves\":{}}",
            "presence_diff {\"joins\":{},\"leaves\":" + u1 + "}");
    assertThat(presence.list("t").byKey()).isEmpty();
  }

  /** Row 173. */
  @Test
  void addsToDiffsWhatIsFetched() {
    PresenceNode fetching = PresenceNode.start(builder -> builder.fetch(PresenceTest::names));
    List<String> diffs = fetching.diffs("t");
    fetching.presence.track("p1", "t", "u1", META);

    assertThat(diffs)
        .containsExactly(
            "presence_diff {\"joins\":{\"u1\":{\"name\":\"Mx u1\",\"metas\":[{\"at\":1,\"phx_ref\":R}]}},"
                + "\"leaves\":{}}");
  }

  /** Row 175. */
  @Test
  void endsOneOfSeveral() {
    presence.track("p1", "t", "u1", META);
    presence.track("p1", "t", "u2", META);
    List<String> diffs = node.diffs("t");
    presence.untrack("p1", "t", "u1");

    assertThat(diffs).singleElement().asString().contains("\"leaves\":{\"u1\"");
    assertThat(presence.list("t").byKey()).containsOnlyKeys("u2");
  }

  @Test
  void endsAllOfAnOwner() {
    presence.track("p1", "t", "u1", META);
    presence.track("p1", "t2", "u2", META);
    presence.untrack("p1");

    assertThat(presence.list("t").byKey()).isEmpty();
    assertThat(presence.list("t2").byKey()).isEmpty();
  }

  /** Row 177. */
  @Test
  void takesItEasyWhenNothingIsTracked() {
    presence.untrack("p1", "t", "u1");
    presence.untrack("p1");

    assertThat(presence.update("p1", "t", "u1", META))
        .isEqualTo(new UpdateResult.NoPresence("t", "u1"));
    assertThat(presence.update("p1", "t", "u1", _ -> META))
        .isEqualTo(new UpdateResult.NoPresence("t", "u1"));
  }

  @Test
  void refusesToTrackTwice() {
    presence.track("p1", "t", "u1", META);

    assertThat(presence.track("p1", "t", "u1", Map.of()))
        .isEqualTo(new TrackResult.AlreadyTracked("t", "u1"));
    assertThat(node.state("t")).contains("\"at\":1");
  }

  /** Row 178. */
  @Test
  void tellsAnUpdateAsOneDiff() {
    String first = ((TrackResult.Tracked) presence.track("p1", "t", "u1", META)).ref();
    List<String> diffs = node.diffs("t");
    UpdateResult second = presence.update("p1", "t", "u1", Map.of("at", 2));

    assertThat(diffs)
        .containsExactly(
            "presence_diff {\"joins\":{\"u1\":{\"metas\":"
                + "[{\"at\":2,\"phx_ref\":R,\"phx_ref_prev\":R}]}},"
                + "\"leaves\":{\"u1\":{\"metas\":[{\"at\":1,\"phx_ref\":R}]}}}");
    Meta meta = presence.list("t").byKey().get("u1").metas().getFirst();
    assertThat(meta.previousRef()).isEqualTo(first);
    assertThat(second).isEqualTo(new UpdateResult.Updated(meta.ref()));
    assertThat(meta.ref()).isNotEqualTo(first);
  }

  @Test
  void updatesWithAChangedCopyOfTheMeta() {
    presence.track("p1", "t", "u1", META);
    for (String away : List.of("tea", "lunch")) {
      presence.update(
          "p1",
          "t",
          "u1",
          meta -> {
            Map<String, Object> changed = new LinkedHashMap<>(meta.payload().map());
            assertThat(changed).containsEntry("phx_ref", meta.ref());
            changed.put("away", away);
            return changed;
          });
    }

    assertThat(node.state("t"))
        .isEqualTo(
            "{\"u1\":{\"metas\":[{\"at\":1,\"away\":\"lunch\",\"phx_ref\":R,\"phx_ref_prev\":R}]}}");
  }

  @Test
  void takesNoRefsFromAMeta() {
    presence.track("p1", "t", "u1", Payload.json(" {\"phx_\\u0072ef\" : \"evil\", \"n\": 1.0} \n"));
    presence.track("p1", "t", "u2", Payload.json(" { } "));
    presence.track("p1", "t", "u3", Payload.json("{ \"n\": 1.00, \"s\": \"\\n\" }"));

    assertThat(node.state("t"))
        .isEqualTo(
            "{\"u1\":{\"metas\":[{\"n\":1.0,\"phx_ref\":R}]},"
                + "\"u2\":{\"metas\":[{\"phx_ref\":R}]},"
                + "\"u3\":{\"metas\":[{\"n\": 1.00, \"s\": \"\\n\",\"phx_ref\":R}]}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"__proto__", "constructor", "metas", "", "ü\"\\\n", "\uD83D\uDC26", "\0"})
  void treatsAnyKeyAlike(String key) {
    List<String> diffs = node.diffs("t");
    presence.track("p1", "t", key, META);
    presence.track("p1", "t", "bob", META);

    assertThat(presence.state("t").map()).containsOnlyKeys(key, "bob");
    assertThat(presence.getByKey("t", key)).isPresent();
    assertThat(diffs).hasSize(2);
  }

  @Test
  void refusesAKeyThatWouldSpoilTheTopic() {
    presence.track("p1", "t", "bob", META);

    assertThatThrownBy(() -> presence.track("p2", "t", "a\uD83D", META))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("key:");
    assertThat(presence.state("t").map()).containsOnlyKeys("bob");
  }

  @Test
  void refusesAMetaThatIsNoObject() {
    for (Object meta : List.of("text", 1, List.of(), Payload.binary((byte) '{'))) {
      assertThatThrownBy(() -> presence.track("p1", "t", "u1", meta))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected: a JSON object");
    }
  }

  @Test
  void saysWhenAListIsCut() {
    PresenceNode small = PresenceNode.start(builder -> builder.maxListedKeys(2));
    small.presence.track("p1", "t", "b", META);
    small.presence.track("p1", "t", "a", META);
    assertThat(small.presence.list("t").truncated()).isFalse();
    small.presence.track("p2", "t", "a", META);
    assertThat(small.presence.list("t").truncated()).isFalse();
    small.presence.track("p1", "t", "c", META);

    PresenceList list = small.presence.list("t");
    assertThat(list.truncated()).isTrue();
    assertThat(list.keys()).isEqualTo(3);
    assertThat(list.byKey()).containsOnlyKeys("a", "b");
  }

  @Test
  void refusesAdditionsThatHideTheMetas() {
    PresenceNode hiding =
        PresenceNode.start(builder -> builder.fetch((_, _) -> Map.of("u1", Map.of("metas", 1))));
    hiding.presence.track("p1", "t", "u1", META);

    assertThatThrownBy(() -> hiding.presence.list("t"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "fetch added \"metas\" to \"u1\" (expected: other names; the metas are there already)");
  }

  @Test
  void saysWhatToDoWhenItHasNotStarted() {
    assertThatThrownBy(() -> Presence.builder().build().list("t"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Endpoint.builder().presence(presence)");
  }

  @Test
  void startsOnce() {
    assertThatThrownBy(() ->
            presence.start(
                PubSub.builder().build(), node.time, JacksonJson.standard(), new Telemetry()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("started already");
    presence.track("p1", "t", "u1", META);
    assertThat(presence.list("t").byKey()).containsOnlyKeys("u1");
  }

  @Test
  void refusesChangesAfterItsEnd() {
    presence.close();
    presence.close();

    assertThatThrownBy(() -> presence.track("p1", "t", "u1", META))
        .isInstanceOf(IllegalStateException.class);
  }
}
