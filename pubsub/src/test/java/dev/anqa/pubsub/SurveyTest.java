package dev.anqa.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Questions to all nodes, in virtual time. */
final class SurveyTest {
  private static final Duration WITHIN = Duration.ofSeconds(2);

  private final SimulatedTime time = new SimulatedTime();
  private final MemoryCluster cluster = new MemoryCluster();
  private final List<PubSubEvent> events = new ArrayList<>();

  private PubSub pubsub(String name) {
    return PubSub.builder()
        .adapter(cluster.adapter(name))
        .executor(Runnable::run)
        .listen(events::add)
        .build();
  }

  private Survey survey(String node, Survey.Respondent respondent) {
    return Survey.start(pubsub(node), time, "test", respondent);
  }

  /** Answers with its name and the question. */
  private Survey echo(String node) {
    return survey(node, question -> Payload.json("\"" + node + question.text() + "\""));
  }

  private static CompletableFuture<Survey.Answers> ask(Survey survey) {
    return survey.ask(Payload.json("1"), WITHIN);
  }

  @Test
  void gathersTheAnswersOfAllNodesAndWaitsNoLonger() {
    Survey a = echo("a");
    echo("b");
    echo("c d");

    assertThat(ask(a))
        .isCompletedWithValue(
            new Survey.Answers(
                Map.of(
                    "a", Payload.json("\"a1\""),
                    "b", Payload.json("\"b1\""),
                    "c d", Payload.json("\"c d1\"")),
                Map.of()));
  }

  @Test
  void saysWhichNodesDidNotAnswerInTime() {
    Survey a = echo("a");
    pubsub("b");

    CompletableFuture<Survey.Answers> answers = ask(a);
    time.advance(WITHIN.minusMillis(1));
    assertThat(answers).isNotDone();
    time.advance(Duration.ofMillis(1));

    assertThat(answers)
        .isCompletedWithValue(
            new Survey.Answers(
                Map.of("a", Payload.json("\"a1\"")), Map.of("b", "no answer within PT2S")));
  }

  @Test
  void saysWhyANodeCouldNotAnswer() {
    Survey a = echo("a");
    survey(
        "b",
        _ -> {
          throw new IllegalStateException("no idea");
        });
    survey("c", _ -> Payload.binary(new byte[Survey.MAX_ANSWER_BYTES + 1]));
    survey("d", _ -> Payload.binary(new byte[Survey.MAX_ANSWER_BYTES]));

    Survey.Answers answers = ask(a).join();

    assertThat(answers.byNode()).containsOnlyKeys("a", "d");
    assertThat(answers.unanswered())
        .isEqualTo(
            Map.of(
                "b",
                "java.lang.IllegalStateException: no idea",
                "c",
                "java.lang.IllegalStateException: answer of 16777217 bytes"
                    + " (expected: <= 16777216)"));
  }

  @Test
  void takesALongAnswerInParts() {
    byte[] bytes = new byte[3 * LongAnswers.PART_BYTES + 1];
    new Random(1).nextBytes(bytes);
    String text = "\"" + "x".repeat(LongAnswers.PART_BYTES) + "\"";
    Survey a = survey("a", _ -> Payload.json(text));
    survey("b", _ -> Payload.binary(bytes));

    assertThat(ask(a).join().byNode())
        .isEqualTo(Map.of("a", Payload.json(text), "b", Payload.binary(bytes)));
  }

  /** Takes part by part what "a" answers, as another survey does. */
  private final class ByHand {
    final List<Broadcast> came = new ArrayList<>();
    private final PubSub pubsub = pubsub("hand");

    ByHand() {
      pubsub.subscribe("anqa_survey:test:answers", 100, came::add);
    }

    void ask(int number) {
      pubsub.directBroadcast(
          "a", new Broadcast("anqa_survey:test", "question " + number + " 0 hand", payload()));
    }

    void askForPart(int number, int part) {
      String event = "next " + number + " " + part + " hand";
      pubsub.directBroadcast("a", new Broadcast("anqa_survey:test:answers", event, payload()));
    }

    private Payload payload() {
      return Payload.json("1");
    }

    List<String> events() {
      return came.stream().map(Broadcast::event).toList();
    }
  }

  private Survey answering(int parts) {
    return survey("a", _ -> Payload.binary(new byte[parts * LongAnswers.PART_BYTES]));
  }

  @Test
  void sendsTheNextPartOfALongAnswerWhenItIsAskedFor() {
    answering(/* parts= */ 3);
    ByHand hand = new ByHand();

    hand.ask(7);
    assertThat(hand.events()).containsExactly("part 7 0 a");
    hand.askForPart(7, 2); // Not yet.
    hand.askForPart(8, 1); // Nothing was asked.
    assertThat(hand.events()).hasSize(1);

    hand.askForPart(7, 1);
    hand.askForPart(7, 1); // Once.
    hand.askForPart(7, 2);
    hand.askForPart(7, 3); // There is no more.
    assertThat(hand.events()).containsExactly("part 7 0 a", "part 7 1 a", "binary 7 2 a");
    assertThat(hand.came.getLast().payload().size()).isEqualTo(LongAnswers.PART_BYTES);
  }

  @Test
  void dropsALongAnswerThatIsNotAskedForAnyMore() {
    answering(/* parts= */ 3);
    ByHand hand = new ByHand();
    hand.ask(7);
    time.advance(LongAnswers.PATIENCE.minusMillis(1));
    hand.askForPart(7, 1);
    assertThat(hand.events()).hasSize(2);

    time.advance(LongAnswers.PATIENCE);
    hand.askForPart(7, 2);

    assertThat(hand.events()).hasSize(2);
  }

  @Test
  void hasNoMoreThanSoManyLongAnswersUnderWay() {
    answering(/* parts= */ 2);
    ByHand hand = new ByHand();
    for (int number = 0; number <= LongAnswers.MOST; number++) {
      hand.ask(number);
    }
    assertThat(hand.came.getLast().event()).isEqualTo("failure 16 0 a");
    assertThat(hand.came.getLast().payload().text()).isEqualTo("too much at once");

    hand.askForPart(0, 1);
    hand.ask(17);

    assertThat(hand.came.getLast().event()).isEqualTo("part 17 0 a");
  }

  @Test
  void stopsALongAnswerAtThePartThatCannotBeSent() {
    int[] sent = {0};
    AnsweringAdapter adapter =
        new AnsweringAdapter(
            () -> ++sent[0] == 2 ? BroadcastResult.failed("full") : BroadcastResult.ok());
    PubSub pubsub = PubSub.builder().executor(Runnable::run).adapter(adapter).build();
    byte[] parts4 = new byte[4 * LongAnswers.PART_BYTES];
    Survey.start(pubsub, time, "test", _ -> Payload.binary(parts4));

    adapter.receive(new Broadcast("anqa_survey:test", "question 1 0 there", Payload.empty()));
    assertThat(sent).containsExactly(1);
    for (int part : List.of(1, 1, 2)) {
      String event = "next 1 " + part + " there";
      adapter.receive(new Broadcast("anqa_survey:test:answers", event, Payload.empty()));
      assertThat(sent).containsExactly(2);
    }
  }

  @Test
  void keepsNoMoreThanSoManyBytesOfAnswers() {
    byte[] most = new byte[Survey.MAX_ANSWER_BYTES];
    Payload answer = Payload.wrap(Payload.Kind.BINARY, most, 0, most.length, /* json= */ null);
    Survey a = survey("a", _ -> answer);
    for (String node : List.of("b", "c", "d", "e")) {
      survey(node, _ -> answer);
    }

    for (int time = 0; time < 2; time++) { // What is over counts no more.
      Survey.Answers answers = ask(a).join();
      assertThat(answers.byNode()).hasSize(4);
      assertThat(answers.unanswered()).hasSize(1).containsValue("too much at once");
    }
  }

  @Test
  void asksOnlyTheNodesThatAreMeant() {
    Survey a = echo("a");
    echo("b");
    survey(
        "c",
        _ -> {
          throw new AssertionError("it was asked");
        });
    pubsub("silent");

    assertThat(a.ask(Payload.json("1"), WITHIN, List.of("b", "nobody")))
        .isCompletedWithValue(
            new Survey.Answers(
                Map.of("b", Payload.json("\"b1\"")), Map.of("nobody", "no such node")));
    assertThat(a.ask(Payload.json("1"), WITHIN, List.of("a")).join().byNode())
        .containsOnlyKeys("a");
    assertThat(a.ask(Payload.json("1"), WITHIN, List.of()))
        .isCompletedWithValue(new Survey.Answers(Map.of(), Map.of()));
    assertThat(a.ask(Payload.json("1"), WITHIN, List.of("silent"))).isNotDone();
  }

  @Test
  void saysWhyANodeThatIsMeantCouldNotBeAsked() {
    BroadcastResult[] sent = {BroadcastResult.failed("full")};
    Survey survey = Survey.start(answering(sent), time, "test", question -> question);

    assertThat(survey.ask(Payload.json("1"), WITHIN, List.of("here", "there")))
        .isCompletedWithValue(
            new Survey.Answers(Map.of("here", Payload.json("1")), Map.of("there", "full")));
  }

  @Test
  void takesNoAnswerOfWhichAPartIsMissing() {
    PubSub forger = pubsub("b");
    Survey a = echo("a");
    CompletableFuture<Survey.Answers> answers = ask(a);
    long number = time.now().toEpochMilli() * 1_000 + 1;
    for (String event : List.of("part " + number + " 0 b", "json " + number + " 2 b")) {
      forger.directBroadcast(
          "a", new Broadcast("anqa_survey:test:answers", event, Payload.json("7")));
    }

    assertThat(answers.join())
        .isEqualTo(
            new Survey.Answers(
                Map.of("a", Payload.json("\"a1\"")), Map.of("b", "a part of its answer was lost")));
  }

  @Test
  void awaitsNobodyWhoCannotBeReached() {
    BroadcastResult[] sent = {BroadcastResult.localOnly("the cable is cut")};
    Survey survey = Survey.start(answering(sent), time, "test", question -> question);

    assertThat(ask(survey).join())
        .isEqualTo(
            new Survey.Answers(
                Map.of("here", Payload.json("1")), Map.of("there", "the cable is cut")));

    sent[0] = BroadcastResult.failed("closed");
    assertThat(ask(survey).join())
        .isEqualTo(new Survey.Answers(Map.of(), Map.of("here", "closed", "there", "closed")));
  }

  private static PubSub answering(BroadcastResult[] sent) {
    return PubSub.builder()
        .executor(Runnable::run)
        .adapter(new AnsweringAdapter(() -> sent[0]))
        .build();
  }

  @Test
  void asksNoMoreThanSoManyAtATime() {
    Survey a = echo("a");
    PubSub silent = pubsub("b");
    for (int i = 0; i < Survey.MAX_OPEN; i++) {
      assertThat(ask(a)).isNotDone();
    }

    assertThatThrownBy(() -> ask(a))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("64 questions are open (expected: < 64)");
    time.advance(WITHIN);
    silent.close();

    assertThat(ask(a).join().byNode()).containsOnlyKeys("a");
  }

  @Test
  void takesOneAnswerOfEachMemberAndNoneThatNobodyWaitsFor() {
    PubSub forger = pubsub("b");
    Survey a = echo("a");
    CompletableFuture<Survey.Answers> answers = ask(a);
    long number = time.now().toEpochMilli() * 1_000 + 1;
    for (String event :
        List.of("json 7 0 b", "json " + number + " 0 x", "json " + number + " 0 b", "nonsense")) {
      forger.directBroadcast(
          "a", new Broadcast("anqa_survey:test:answers", event, Payload.json("7")));
    }

    assertThat(answers.join().byNode())
        .isEqualTo(Map.of("a", Payload.json("\"a1\""), "b", Payload.json("7")));
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            PubSubEvent.SubscriberFailed.class,
            event ->
                assertThat(event.cause())
                    .hasMessage("event \"nonsense\" (expected: a kind, a number, a part, a node)"));
  }

  @Test
  void runsOnceOnANode() {
    PubSub pubsub = pubsub("a");
    Survey first = Survey.start(pubsub, time, "test", question -> question);

    assertThatThrownBy(() -> Survey.start(pubsub, time, "test", question -> question))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a survey \"test\" runs on this PubSub already (expected: one of a name)");
    first.close();
    assertThat(ask(Survey.start(pubsub, time, "test", question -> question)).join().byNode())
        .isEqualTo(Map.of("a", Payload.json("1")));
  }

  @Test
  void endsWhatIsOpenWhenItIsClosed() {
    Survey a = echo("a");
    pubsub("b");
    CompletableFuture<Survey.Answers> answers = ask(a);

    a.close();

    assertThat(answers.join().unanswered()).isEqualTo(Map.of("b", "the survey was closed"));
    assertThat(ask(a)).isNotDone(); // Nobody answers any more, not even itself.
  }
}
