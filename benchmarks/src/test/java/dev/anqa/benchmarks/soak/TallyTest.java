package dev.anqa.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That the soak would see what it looks for. */
final class TallyTest {
  private final Tally tally = new Tally();

  /** Has somebody get a message; nobody looks at the client that brings it. */
  private static void get(Member member, String ref, String event, String payload) {
    member.received(null, "[\"1\",%s,\"t\",\"%s\",%s]".formatted(ref, event, payload));
  }

  private static void reply(Member member, long ref) {
    get(member, "\"" + ref + "\"", "phx_reply", "{\"status\":\"ok\",\"response\":{}}");
  }

  @Test
  void findsBroadcastsThatAreMissingOrDoubled() {
    Room room = new Room(tally, "t", 1);
    Member first = room.add();
    Member second = room.add();
    for (int i = 0; i < 4; i++) {
      room.broadcast();
      get(first, "null", "broadcast", "{\"n\":" + i + "}");
    }
    assertThat(tally.lost + tally.troubleCount()).isZero();

    get(first, "null", "broadcast", "{\"n\":3}");
    assertThat(tally.troubles()).containsExactly("t: broadcast 3 instead of 4");
    get(second, "null", "broadcast", "{\"n\":1}");
    assertThat(tally.lost).isEqualTo(1);
    room.finish();
    assertThat(tally.lost).isEqualTo(3);
    assertThat(tally.deliveries).isEqualTo(5);
  }

  @Test
  void findsEchoesThatAreMissing() {
    Echoer echoer = new Echoer(tally, "t");
    for (int i = 0; i < 4; i++) {
      echoer.ask(System.nanoTime());
    }
    reply(echoer, 2);
    assertThat(tally.lost).isZero();
    reply(echoer, 4);
    assertThat(tally.troubles()).containsExactly("t: no reply to 3");
    echoer.finish();
    assertThat(tally.lost).isEqualTo(2);
    assertThat(tally.echoes).isEqualTo(2);
  }

  @Test
  void findsChangesOfPresenceThatAreMissing() {
    Company company = new Company(tally, "t");
    Member one = company.add();
    Member other = company.add();
    company.change();
    company.change(); // Not before the first was answered.
    reply(other, 2);
    company.change();
    for (int i = 1; i <= 2; i++) {
      get(one, "null", "presence_diff", diff(i));
    }
    assertThat(tally.lost).isZero();

    get(other, "null", "presence_diff", diff(2));
    assertThat(tally.lost).isEqualTo(1);
    get(other, "null", "presence_diff", diff(2));
    assertThat(tally.troubles()).endsWith("t: change 2 behind 2");
  }

  private static String diff(int change) {
    return "{\"joins\":{\"u\":{\"metas\":[{\"away\":%d,\"phx_ref_prev\":\"x\"}]}},\"leaves\":{}}"
        .formatted(change);
  }

  @Test
  void findsConnectionsThatEnd() {
    Member member = new Member(tally, "t", "{}");
    member.closed(null, "close 1006");
    assertThat(tally.troubles()).containsExactly("t: close 1006");
  }
}
