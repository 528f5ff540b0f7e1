package dev.anqa.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.pubsub.SurveyHeading.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks all nodes one question, and gathers what they answer within a time: what each has connected,
 * who subscribes to a topic there. Not for what must be right, only for what is to be seen.
 *
 * <p>Nodes with a survey of one name ask each other. A node that is a {@linkplain PubSub#members
 * member} when the question is asked and whose answer does not come is named in {@link
 * Answers#unanswered}. Answers are bounded, each and together. A long one travels in parts of 256
 * KiB, of which the asker asks for the next when it has one, so that no more of it waits for the
 * network, and no more waits behind it.
 *
 * <p>Questions to all nodes are broadcast on a topic of its own; those to some, and answers, go by
 * direct broadcast. The number of the question and the node that asks, or answers, are in the
 * event.
 *
 * <p>Any thread may call any method; none waits.
 */
public final class Survey implements AutoCloseable {
  /** The largest answer, in bytes. */
  public static final int MAX_ANSWER_BYTES = 16 << 20;

  /** How many questions of this node may be open at a time. */
  public static final int MAX_OPEN = 64;

  /**
   * How many bytes of answers to its open questions a survey keeps; a node whose answer is above is
   * unanswered: "too much at once". As many it keeps of its own answers that travel in parts.
   */
  public static final int MAX_OPEN_BYTES = 64 << 20;

  /** What the topics begin with that surveys use among themselves. */
  public static final String TOPIC_PREFIX = "anqa_survey:";

  static final String TOO_MUCH = "too much at once";
  static final String NO_SUCH_NODE = "no such node";

  private static final int QUESTIONS_WAITING = 256;
  private static final int ANSWERS_WAITING = 1_024;
  private static final int MAX_REASON_CHARS = 1_000;

  /** What a node answers. */
  @FunctionalInterface
  public interface Respondent {
    /**
     * Answers one question, from this node or another; one at a time, on a virtual thread.
     *
     * @throws Exception if it cannot; its text is what the asker sees in {@link Answers#unanswered}
     */
    Payload answer(Payload question) throws Exception;
  }

  /**
   * What came of a question.
   *
   * @param byNode the answers, by the node's name
   * @param unanswered the nodes without one, and why as a sentence
   */
  public record Answers(Map<String, Payload> byNode, Map<String, String> unanswered) {}

  private final PubSub pubsub;
  private final Time time;
  private final String name;
  private final Respondent respondent;
  private final String questions;
  private final String answers;
  private final AtomicLong numbers;
  private final ByteBudget budget = new ByteBudget(MAX_OPEN_BYTES);
  private final ConcurrentHashMap<Long, OpenQuestion> open = new ConcurrentHashMap<>();
  private final LongAnswers longAnswers;
  private final List<Subscription> subscriptions = new ArrayList<>(); // Of start and close.

  private Survey(PubSub pubsub, Time time, String name, Respondent respondent) {
    this.pubsub = pubsub;
    this.time = time;
    this.name = name;
    this.respondent = respondent;
    this.questions = TOPIC_PREFIX + name;
    this.answers = questions + ":answers";
    this.longAnswers = new LongAnswers(time, new ByteBudget(MAX_OPEN_BYTES));
    // So that an answer to an earlier life of this node answers nothing.
    this.numbers = new AtomicLong(ChronoUnit.MICROS.between(Instant.EPOCH, time.now()));
  }

  /**
   * Begins to answer.
   *
   * @param time what questions wait with
   * @param name the same on all nodes
   * @throws IllegalStateException if one of this name runs here, as this node would answer twice
   */
  public static Survey start(PubSub pubsub, Time time, String name, Respondent respondent) {
    if (!pubsub.surveys.add(name)) {
      throw new IllegalStateException(
          "a survey \"%s\" runs on this PubSub already (expected: one of a name)".formatted(name));
    }
    Survey survey = new Survey(pubsub, time, name, respondent);
    survey.subscribe();
    return survey;
  }

  private void subscribe() {
    subscriptions.add(pubsub.subscribe(answers, ANSWERS_WAITING, this::answered));
    subscriptions.add(pubsub.subscribe(questions, QUESTIONS_WAITING, this::asked));
  }

  /**
   * Asks all members, this node included.
   *
   * @param within how long it waits for those that do not answer
   * @return is completed, on a virtual thread, when all have answered or the time is over; never
   *     fails
   * @throws RejectedExecutionException if {@value #MAX_OPEN} questions are open
   */
  public CompletableFuture<Answers> ask(Payload question, Duration within) {
    OpenQuestion asked = begin(pubsub.members(), within);
    switch (pubsub.broadcast(broadcast(asked, question))) {
      case BroadcastResult.Ok _ -> {}
      case BroadcastResult.LocalOnly(String reason) ->
          endIf(asked, asked.giveUpAllBut(pubsub.nodeName(), reason));
      case BroadcastResult.Failed(String reason) -> end(asked.number, reason);
    }
    return asked.result.copy();
  }

  /**
   * Asks some nodes, which may be this one, too; as {@link #ask(Payload, Duration)}. The others
   * hear nothing of it. Who is no member is unanswered at once: "no such node".
   */
  public CompletableFuture<Answers> ask(
      Payload question, Duration within, Collection<String> nodes) {
    Set<String> members = new HashSet<>(nodes);
    members.retainAll(pubsub.members());
    Set<String> absent = new HashSet<>(nodes);
    absent.removeAll(members);
    OpenQuestion asked = begin(members, within);
    endIf(asked, asked.absent(absent));
    for (String node : members) {
      switch (pubsub.directBroadcast(node, broadcast(asked, question))) {
        case BroadcastResult.Ok _ -> {}
        case BroadcastResult.LocalOnly(String reason) -> endIf(asked, asked.giveUp(node, reason));
        case BroadcastResult.Failed(String reason) -> endIf(asked, asked.giveUp(node, reason));
      }
    }
    return asked.result.copy();
  }

  private OpenQuestion begin(Collection<String> nodes, Duration within) {
    if (open.size() >= MAX_OPEN) {
      throw new RejectedExecutionException(
          open.size() + " questions are open (expected: < " + MAX_OPEN + ")");
    }
    OpenQuestion asked = new OpenQuestion(numbers.incrementAndGet(), nodes, budget);
    open.put(asked.number, asked);
    Time.Timer timer = time.after(within, () -> end(asked.number, "no answer within " + within));
    var _ = asked.result.whenComplete((_, _) -> timer.cancel());
    return asked;
  }

  private Broadcast broadcast(OpenQuestion asked, Payload question) {
    return new Broadcast(questions, heading(Kind.QUESTION, asked.number, 0).event(), question);
  }

  private SurveyHeading heading(Kind kind, long number, int part) {
    return new SurveyHeading(kind, number, part, pubsub.nodeName());
  }

  private void endIf(OpenQuestion asked, OpenQuestion.Then then) {
    if (then == OpenQuestion.Then.END) {
      end(asked.number, "");
    }
  }

  private void end(long number, String reason) {
    OpenQuestion asked = open.remove(number);
    if (asked != null) {
      asked.result.completeAsync(() -> asked.end(reason), pubsub.executor);
    }
  }

  /** On the thread for questions. */
  private void asked(Broadcast question) {
    SurveyHeading asked = SurveyHeading.of(question.event());
    try {
      answer(asked, checked(respondent.answer(question.payload())));
    } catch (Exception e) { // Whatever it throws, the asker is told.
      fail(asked, e.toString());
    }
  }

  private void answer(SurveyHeading asked, Payload answer) {
    if (answer.size() <= LongAnswers.PART_BYTES) {
      var _ = say(asked, LongAnswers.kind(answer), answer);
    } else if (longAnswers.keep(asked, answer)) {
      sayPart(asked);
    } else {
      fail(asked, TOO_MUCH);
    }
  }

  private void sayPart(SurveyHeading asked) {
    LongAnswers.Part part = longAnswers.part(asked);
    if (part != null && say(asked, part.kind(), part.payload()) instanceof BroadcastResult.Failed) {
      longAnswers.drop(asked); // Who misses a part does not ask for the next.
    }
  }

  private void fail(SurveyHeading asked, String reason) {
    var _ = say(asked, Kind.FAILURE, Payload.binary(cut(reason).getBytes(UTF_8)));
  }

  /** What cannot be sent is missed by the asker, who says so. */
  private BroadcastResult say(SurveyHeading asked, Kind kind, Payload payload) {
    String event = heading(kind, asked.number(), asked.part()).event();
    return pubsub.directBroadcast(asked.node(), new Broadcast(answers, event, payload));
  }

  private static Payload checked(Payload answer) {
    if (answer.size() > MAX_ANSWER_BYTES) {
      throw new IllegalStateException(
          "answer of " + answer.size() + " bytes (expected: <= " + MAX_ANSWER_BYTES + ")");
    }
    return answer;
  }

  private static String cut(String reason) {
    return reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARS));
  }

  /** On the thread for answers, so that nobody's long answer waits for what others ask. */
  private void answered(Broadcast answer) {
    SurveyHeading heading = SurveyHeading.of(answer.event());
    if (heading.kind() == Kind.NEXT) {
      sayPart(heading);
      return;
    }
    OpenQuestion asked = open.get(heading.number());
    if (asked == null) {
      return; // It comes too late.
    }
    switch (asked.take(heading, answer.payload())) {
      case WAIT -> {}
      case END -> end(asked.number, "");
      case ASK_FOR_MORE -> askForMore(asked, heading);
    }
  }

  private void askForMore(OpenQuestion asked, SurveyHeading part) {
    SurveyHeading next = heading(Kind.NEXT, asked.number, part.part() + 1);
    BroadcastResult sent =
        pubsub.directBroadcast(part.node(), new Broadcast(answers, next.event(), Payload.empty()));
    if (sent instanceof BroadcastResult.Failed(String reason)) {
      endIf(asked, asked.giveUp(part.node(), reason));
    }
  }

  /** Answers no more; what is open ends without further answers. */
  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    pubsub.surveys.remove(name);
    longAnswers.dropAll();
    List.copyOf(open.keySet()).forEach(number -> end(number, "the survey was closed"));
  }
}
