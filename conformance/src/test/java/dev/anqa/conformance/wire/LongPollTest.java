package dev.anqa.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.LongPoll;
import dev.anqa.conformance.client.LongPoll.Answer;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import dev.anqa.conformance.client.Vsn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sessions on long-poll: spec sections 2.3 to 2.5. What a client sees of its channels there is in
 * the {@link dev.anqa.conformance.client.TransportContract}, rows 64, 65, 69, 70 and 80 to 82 too.
 * Row 75 needs a socket of its own and is in core's tests, as are rows 66 and 88; row 92 is in
 * {@link RawSocketTest}.
 */
@ExtendWith(SharedLab.class)
class LongPollTest {
  /**
   * Of {@code /socket}; the other tests are at {@code /bench}, where a client may take its time.
   */
  private static final Duration WINDOW = Duration.ofMillis(500);

  private static final String BRIEF = "/socket/longpoll?vsn=2.0.0";

  private final RunningLab lab;
  private final String room = Phoenix.room();
  @AutoClose private final LongPoll client;

  LongPollTest(RunningLab lab) {
    this.lab = lab;
    this.client = new LongPoll(lab.port(), "/bench/longpoll?vsn=2.0.0").begin();
  }

  private String line(String joinRef, int ref, String event, String payload) {
    return "[%s,\"%d\",\"%s\",\"%s\",%s]".formatted(joinRef, ref, room, event, payload);
  }

  private String line(int ref, String event, String payload) {
    return line("\"1\"", ref, event, payload);
  }

  private String ok(int ref, String response) {
    return line(ref, "phx_reply", "{\"response\":" + response + ",\"status\":\"ok\"}");
  }

  private void join() {
    assertThat(client.post(line(1, "phx_join", "{}")).status()).isEqualTo(200);
    assertThat(messages(1)).containsExactly(ok(1, "{}"));
  }

  /** Polls until so many messages are there. */
  private List<String> messages(int count) {
    List<String> all = new ArrayList<>();
    while (all.size() < count) {
      Answer answer = client.poll();
      assertThat(answer.status()).as("messages until now: %s", all).isIn(200, 204);
      answer.messages().forEach(message -> all.add(Json.canonical(message)));
    }
    return all;
  }

  /** Row 61, and the transcript of appendix A. */
  @Test
  void answersAPostAndThenAPoll() {
    assertThat(client.post(line(1, "phx_join", "{}")).http().body()).isEqualTo("{\"status\":200}");
    Answer answer = client.poll();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.token()).isEqualTo(client.token());
    assertThat(answer.messages()).hasSize(1);
    assertThat(Json.canonical(answer.messages().getFirst())).isEqualTo(ok(1, "{}"));
  }

  /** Row 62: here the push is made before the broadcast. */
  @Test
  @ResourceLock("room:after")
  void givesTheMessagesInTheOrderInWhichTheyWereSent() {
    client.post("[\"1\",\"1\",\"room:after\",\"phx_join\",{}]");
    assertThat(messages(3))
        .containsExactly(
            ok(1, "{}").replace(room, "room:after"),
            "[\"1\",null,\"room:after\",\"after\",{}]",
            "[null,null,\"room:after\",\"bc\",{\"x\":1}]");
  }

  /** Row 63. */
  @Test
  void answersAPollWithoutMessagesAfterTheWindow() {
    try (LongPoll brief = new LongPoll(lab.port(), BRIEF).begin()) {
      Instant asked = Instant.now();
      Answer answer = brief.poll();
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.token()).isEqualTo(brief.token());
      assertThat(answer.messages()).isEmpty();
      assertThat(Duration.between(asked, Instant.now())).isGreaterThanOrEqualTo(WINDOW);
    }
  }

  @Test
  void answersAPollThatWaitsWithTheFirstMessage() {
    join();
    CompletableFuture<Answer> poll = CompletableFuture.supplyAsync(client::poll);
    client.post(line(2, "echo", "{\"a\":1}"));
    assertThat(poll.join().messages().stream().map(Json::canonical))
        .containsExactly(ok(2, "{\"a\":1}"));
  }

  /** Rows 67 and 68. */
  @Test
  void takesMessagesOfVersionOne() {
    try (LongPoll old = new LongPoll(lab.port(), "/bench/longpoll").begin()) {
      old.post(Vsn.V1.message("null", "\"1\"", "\"" + room + "\"", "\"phx_join\"", "{}"));
      old.post(Vsn.V1.message("null", "\"2\"", "\"" + room + "\"", "\"bcast\"", "{\"b\":1}"));
      List<String> messages = new ArrayList<>();
      while (messages.size() < 3) {
        old.poll().messages().forEach(message -> messages.add(Json.canonical(message)));
      }
      assertThat(messages.get(1)).isEqualTo(Vsn.V1.broadcast(room, "bcasted", "{\"b\":1}"));
    }
  }

  /** Row 71: the stale one is dropped. */
  @Test
  void takesABatchInItsOrder() {
    join();
    Answer posted =
        client.postLines(
            line(2, "echo", "{\"i\":1}"),
            line("\"0\"", 3, "echo", "{\"i\":2}"),
            line("null", 4, "echo", "{\"i\":3}"));
    assertThat(posted.status()).isEqualTo(200);
    assertThat(messages(2)).containsExactly(ok(2, "{\"i\":1}"), ok(4, "{\"i\":3}"));
  }

  /** Rows 72 and 73; a binary answer of ASCII can be read, spec section 2.3. */
  @Test
  void takesBinaryLinesInBase64() {
    join();
    byte[] sizes = {0, 1, 1, (byte) room.length(), 3};
    byte[] push = (new String(sizes, UTF_8) + "12" + room + "bin\1\2").getBytes(UTF_8);
    Answer posted =
        client.post(
            LongPoll.LINES,
            Base64.getEncoder().encodeToString(push) + "\r\n" + line(3, "echo", "{\"b\":1}"));
    assertThat(posted.status()).isEqualTo(200);
    List<String> messages = new ArrayList<>();
    while (messages.size() < 2) {
      messages.addAll(client.poll().messages());
    }
    String header = "\1\1\1" + (char) room.length() + "\2";
    assertThat(messages.getFirst()).isEqualTo(header + "12" + room + "ok" + "\1\2\0");
    assertThat(Json.canonical(messages.getLast())).isEqualTo(ok(3, "{\"b\":1}"));
  }

  /** Spec section 2.3, where Phoenix loses the batch: bytes that are no text are left out alone. */
  @Test
  void losesNoOtherMessageThanABinaryOneThatIsNoText() {
    join();
    byte[] sizes = {0, 1, 1, (byte) room.length(), 3};
    byte[] push = (new String(sizes, UTF_8) + "12" + room + "bin?").getBytes(UTF_8);
    push[push.length - 1] = (byte) 0xff;
    client.postLines(
        line(2, "echo", "{\"i\":1}"),
        Base64.getEncoder().encodeToString(push),
        line(4, "echo", "{\"i\":2}"));
    assertThat(messages(2)).containsExactly(ok(2, "{\"i\":1}"), ok(4, "{\"i\":2}"));
  }

  /** Row 76. */
  @Test
  void takesTheFirstHundredLinesOfABatch() {
    join();
    String[] lines =
        IntStream.rangeClosed(1, 101).mapToObj(i -> line(i, "echo", "{}")).toArray(String[]::new);
    assertThat(client.postLines(lines).status()).isEqualTo(200);
    assertThat(messages(100))
        .isEqualTo(IntStream.rangeClosed(1, 100).mapToObj(i -> ok(i, "{}")).toList());
    client.post(line(102, "ok", "{}"));
    assertThat(messages(1)).containsExactly(ok(102, "{}"));
  }

  /** Row 85 and spec section 2.4: whatever the header says, the body is one text. */
  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain", "application/json; charset=utf-8", "none"})
  void takesAnyOtherBodyForOneText(String type) {
    Answer posted = client.post(type.equals("none") ? null : type, line(1, "phx_join", "{}"));
    assertThat(posted.status()).isEqualTo(200);
    assertThat(messages(1)).containsExactly(ok(1, "{}"));
  }

  /** Spec section 2.4: a parameter makes it another type. */
  @Test
  void takesABatchOnlyUnderItsExactType() {
    String lines = line(1, "phx_join", "{}") + "\n" + line(2, "echo", "{}");
    assertThat(client.post(LongPoll.LINES + "; charset=utf-8", lines).status()).isEqualTo(408);
    assertThat(client.poll().status()).isEqualTo(410);
  }

  /** Spec section 2.4; appendix D says of the empty lines that they are to be ignored. */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\n\n\n"})
  void ignoresEmptyLines(String end) {
    join();
    assertThat(client.post(LongPoll.LINES, end + line(2, "echo", "{}") + end).status())
        .isEqualTo(200);
    assertThat(messages(1)).containsExactly(ok(2, "{}"));
  }

  /** Spec section 2.4: a V1 object is taken for base64, too. */
  @ParameterizedTest
  @ValueSource(strings = {"!!!!", "YQ=", "{\"topic\":\"a\"}"})
  void survivesALineThatIsNoMessage(String bad) {
    join();
    assertThat(client.postLines(line(2, "echo", "{}"), bad).http().status()).isEqualTo(500);
    client.post(line(3, "echo", "{}"));
    assertThat(messages(1)).containsExactly(ok(3, "{}"));
  }

  /** Spec section 1.9: base64, but of no frame that a client sends. */
  @Test
  void endsWithABinaryMessageThatIsNone() {
    assertThat(client.postLines("YQ==").status()).isEqualTo(408);
    assertThat(client.poll().status()).isEqualTo(410);
  }

  /** Spec section 1.9: a message that cannot be decoded ends the session. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1]", "[\"1\",\"1\",\"room:a\",\"phx_join\",{\"x\":1e400}]"})
  void endsWithAMessageThatIsNone(String text) {
    join();
    assertThat(client.post(text).http().body()).isEqualTo("{\"status\":408}");
    Answer next = client.poll();
    assertThat(next.status()).isEqualTo(410);
    assertThat(next.token()).isNotEqualTo(client.token());
    assertThat(client.post(line(2, "echo", "{}")).status()).isEqualTo(410);
    await().until(() -> lab.statuses(room).isEmpty());
  }

  /** Spec section 2.4: about 8,000,000 bytes. */
  @Test
  void refusesABodyThatIsTooLong() {
    join();
    String filler = "x".repeat(7_900_000);
    assertThat(client.post(line(2, "noreply", "{\"x\":\"" + filler + "\"}")).status())
        .isEqualTo(200);
    Answer refused =
        client.post(line(3, "echo", "{\"x\":\"" + filler + filler.substring(0, 200_000) + "\"}"));
    assertThat(refused.http().status()).isEqualTo(400);
    client.post(line(4, "echo", "{}"));
    assertThat(messages(1)).containsExactly(ok(4, "{}"));
  }

  /** Rows 74 and R50: only polls count, and it lives once to twice one and a half windows. */
  @Test
  void endsWhenItIsNotPolledWhateverIsPosted() {
    try (LongPoll brief = new LongPoll(lab.port(), BRIEF).begin()) {
      Instant polled = Instant.now();
      brief.post(line(1, "phx_join", "{}"));
      await()
          .pollInterval(Duration.ofMillis(50))
          .until(() -> brief.post("[null,\"1\",\"phoenix\",\"heartbeat\",{}]").status() == 410);
      assertThat(Duration.between(polled, Instant.now()))
          .isBetween(WINDOW.multipliedBy(3).dividedBy(2), WINDOW.multipliedBy(3).plusSeconds(2));
      await().until(() -> lab.statuses(room).isEmpty());
    }
  }

  /** Row 83. */
  @Test
  void endsWithADisconnectOfItsId() {
    String uid = room.replace(':', '-');
    try (LongPoll named =
        new LongPoll(lab.port(), "/bench/longpoll?vsn=2.0.0&uid=" + uid).begin()) {
      named.postLines(
          line(1, "phx_join", "{}"), line(2, "phx_join", "{}").replace(room, room + "-2"));
      await().until(() -> lab.statuses(room + "-2").equals(List.of("joined")));
      lab.control("{'do':'disconnect','id':'us:" + uid + "'}");
      await().until(() -> lab.statuses(room).isEmpty() && lab.statuses(room + "-2").isEmpty());
      assertThat(named.poll().status()).isEqualTo(410);
      assertThat(named.post(line(3, "echo", "{}")).status()).isEqualTo(410);
    }
  }
}
