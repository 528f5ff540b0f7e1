package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.conformance.client.Dialect;
import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.Sent;
import dev.anqa.conformance.client.TransportContract;
import dev.anqa.conformance.client.Vsn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * Presence over the wire: the transcript of spec appendix A, rows R52 and R53, and how entries end.
 *
 * <p>Expected frames have {@code R} for each ref.
 */
@TransportContract
class PresenceTest {
  private static final String ALICE =
      "{\"alice\":{\"extra\":1,\"metas\":[{\"at\":1,\"phx_ref\":\"R\"}]}}";

  private final RunningLab lab;
  private final Dialect dialect;
  private final Vsn vsn;
  @AutoClose private final Phoenix client;
  private final String topic = Phoenix.room().replace("room", "pres");

  PresenceTest(Dialect dialect, RunningLab lab) {
    this.lab = lab;
    this.dialect = dialect;
    this.vsn = dialect.vsn();
    this.client = lab.connect(dialect);
  }

  private static String withoutRefs(String line) {
    return line.replaceAll("(\"phx_ref(_prev)?\"):\"[\\w-]{16}\"", "$1:\"R\"");
  }

  private String diff(String joins, String leaves) {
    return vsn.broadcast(
        topic, "presence_diff", "{\"joins\":" + joins + ",\"leaves\":" + leaves + "}");
  }

  /** The next frames, in any order: diffs and the replies that they race with. */
  private static void expect(Phoenix client, String... lines) {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      seen.add(withoutRefs(client.next()));
    }
    assertThat(seen).containsExactlyInAnyOrder(lines);
  }

  private void joinAs(Phoenix client, String user, String state) {
    Sent join = client.join(topic, "{\"u\":\"" + user + "\"}");
    client.expect(join.ok());
    String own = ALICE.replace("alice", user);
    expect(client, diff(own, "{}"), join.push("presence_state", Json.canonical(state)));
  }

  private String listed() {
    return withoutRefs(
        Json.canonical(lab.control("{'do':'presence','topic':'" + topic + "'}").path("presence")));
  }

  @Test
  void isPhoenixsTranscript() {
    joinAs(client, "alice", ALICE);
    assertThat(listed()).isEqualTo(ALICE);
  }

  @Test
  void showsEachJoinAndLeaveToEverybody() {
    joinAs(client, "alice", ALICE);
    String bob = ALICE.replace("alice", "bob");
    try (Phoenix other = lab.connect(dialect)) {
      joinAs(other, "bob", ALICE.substring(0, ALICE.length() - 1) + "," + bob.substring(1));
      expect(client, diff(bob, "{}"));
      other.leave(topic);
      expect(client, diff("{}", bob));
    }
    assertThat(listed()).isEqualTo(ALICE);
  }

  @Test
  void tellsAnUpdateAsOneDiff() {
    joinAs(client, "alice", ALICE);
    Sent update = client.send(topic, "upd", "{\"a\":true}");

    expect(
        client,
        update.ok(),
        diff(
            ALICE
                .replace("\"at\":1,", "\"at\":1,\"away\":true,")
                .replace("\"R\"", "\"R\",\"phx_ref_prev\":\"R\""),
            ALICE));
  }

  @Test
  void keepsTheRefsThatItTells() {
    Sent join = client.join(topic, "{\"u\":\"alice\"}");
    client.expect(join.ok());
    List<String> refs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      refs.add(client.next().replaceAll(".*\"phx_ref\":\"([\\w-]{16})\".*", "$1"));
    }
    assertThat(refs.getFirst()).hasSize(16).isEqualTo(refs.getLast());

    client.send(topic, "upd", "{\"a\":1}");
    String first = client.next();
    String update = first.contains("presence_diff") ? first : client.next();
    assertThat(update).contains("\"phx_ref_prev\":\"" + refs.getFirst() + "\"");
  }

  @Test
  void saysWhatIsTrackedAlreadyOrNotAtAll() {
    joinAs(client, "alice", ALICE);
    Sent again = client.send(topic, "again");
    client.expect(again.ok("{\"r\":\"already_tracked\"}"));
    Sent nobody = client.send(topic, "updnone");
    client.expect(nobody.ok("{\"r\":\"nopresence\"}"));
    Sent untrack = client.send(topic, "untrack");
    expect(client, untrack.ok("{\"r\":\"ok\"}"), diff("{}", ALICE));
    Sent twice = client.send(topic, "untrack");
    client.expect(twice.ok("{\"r\":\"ok\"}"));
    assertThat(listed()).isEqualTo("{}");
  }

  @Test
  void findsAKeyOrAnEmptyList() {
    joinAs(client, "alice", ALICE);
    Sent alice = client.send(topic, "key", "{\"k\":\"alice\"}");
    expect(client, alice.ok("{\"r\":{\"extra\":1,\"metas\":[{\"at\":1,\"phx_ref\":\"R\"}]}}"));
    Sent nobody = client.send(topic, "key", "{\"k\":\"nobody\"}");
    client.expect(nobody.ok("{\"r\":[]}"));
  }

  @Test
  void showsSeveralUnderOneKeyAndTakesAwayTheOneThatCrashed() {
    joinAs(client, "alice", ALICE);
    String meta = "{\"at\":1,\"phx_ref\":\"R\"}";
    try (Phoenix other = lab.connect(dialect)) {
      joinAs(other, "alice", ALICE.replace(meta, meta + "," + meta));
      expect(client, diff(ALICE, "{}"));
      other.send(topic, "boom");
      expect(client, diff("{}", ALICE));
    }
    assertThat(listed()).isEqualTo(ALICE);
  }

  @Test
  void endsWithTheConnectionAndWithAKill() {
    joinAs(client, "alice", ALICE);
    client.close();
    await().until(() -> listed().equals("{}"));
    try (Phoenix other = lab.connect(dialect)) {
      joinAs(other, "alice", ALICE);
      lab.control("{'do':'kill','topic':'" + topic + "'}");
      await().until(() -> listed().equals("{}"));
    }
  }

  @Test
  void treatsAHostileKeyAsAnyOther() {
    joinAs(client, "__proto__", ALICE.replace("alice", "__proto__"));
    Sent key = client.send(topic, "key", "{\"k\":\"constructor\"}");
    client.expect(key.ok("{\"r\":[]}"));
    assertThat(listed()).isEqualTo(ALICE.replace("alice", "__proto__"));
  }

  @Test
  void tracksConnectionsOfBenchmarks() {
    String bench = topic.replace("pres", "bench");
    try (Phoenix load = lab.connect("/bench", dialect)) {
      load.joined(bench);
      load.send(bench, "presence", "{\"u\":\"u1\"}");
      assertThat(withoutRefs(load.next()))
          .isEqualTo(
              vsn.broadcast(
                  bench,
                  "presence_diff",
                  "{\"joins\":{\"u1\":{\"extra\":1,\"metas\":[{\"phx_ref\":\"R\"}]}},"
                      + "\"leaves\":{}}"));
      load.expectNothingFrom(bench);
    }
  }
}
