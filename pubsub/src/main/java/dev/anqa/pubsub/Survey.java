package dev.anqa.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * Answers#unanswered}. Answers are bounded: one is a page of a listing, not all of it.
 *
 * <p>Questions are broadcast on a topic of its own, answers come by direct broadcast. The number of
 * the question and the node that asks, or answers, are in the event.
 *
 * <p>Any thread may call any method; none waits.
 */
public final class Survey implements AutoCloseable {
  /** The largest answer, in bytes. */
  public static final int MAX_ANSWER_BYTES = 1 << 20;

  /** How many questions of this node may be open at a time. */
  public static final int MAX_OPEN = 64;

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
  private final Respondent respondent;
  private final String questions;
  private final String answers;
  private final AtomicLong numbers;
  private final ConcurrentHashMap<Long, Open> open = new ConcurrentHashMap<>();
  private final List<Subscription> subscriptions = new ArrayList<>(); // Of start and close.

  private Survey(PubSub pubsub, Time time, String name, Respondent respondent) {
    this.pubsub = pubsub;
    this.time = time;
    this.respondent = respondent;
    this.questions = "anqa_survey:" + name;
    this.answers = questions + ":answers";
    // So that an answer to an earlier life of this node answers nothing.
    this.numbers = new AtomicLong(ChronoUnit.MICROS.between(Instant.EPOCH, time.now()));
  }

  /**
   * Begins to answer.
   *
   * @param time what questions wait with
   * @param name the same on all nodes
   */
  public static Survey start(PubSub pubsub, Time time, String name, Respondent respondent) {
    Survey survey = new Survey(pubsub, time, name, respondent);
    survey.subscribe();
    return survey;
  }

  private void subscribe() {
    subscriptions.add(pubsub.subscribe(answers, ANSWERS_WAITING, this::answered));
    subscriptions.add(pubsub.subscribe(questions, QUESTIONS_WAITING, this::asked));
  }

  /** A question that waits for answers. Any thread may touch it, one at a time. */
  private static final class Open {
    private final CompletableFuture<Answers> result = new CompletableFuture<>();
    private final Set<String> awaited;
    private final Map<String, Payload> byNode = new TreeMap<>();
    private final Map<String, String> unanswered = new TreeMap<>();

    Open(List<String> members) {
      awaited = new HashSet<>(members);
    }

    synchronized boolean take(String node, Payload answer) {
      if (awaited.remove(node)) {
        byNode.put(node, answer);
      }
      return awaited.isEmpty();
    }

    synchronized boolean giveUp(String node, String reason) {
      if (awaited.remove(node)) {
        unanswered.put(node, reason);
      }
      return awaited.isEmpty();
    }

    synchronized boolean giveUpAllBut(String node, String reason) {
      awaited.stream()
          .filter(each -> !each.equals(node))
          .forEach(each -> unanswered.put(each, reason));
      awaited.retainAll(Set.of(node));
      return awaited.isEmpty();
    }

    synchronized Answers end(String reason) {
      awaited.forEach(each -> unanswered.put(each, reason));
      awaited.clear();
      return new Answers(byNode, unanswered);
    }
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
    if (open.size() >= MAX_OPEN) {
      throw new RejectedExecutionException(
          open.size() + " questions are open (expected: < " + MAX_OPEN + ")");
    }
    Open asked = new Open(pubsub.members());
    long number = numbers.incrementAndGet();
    open.put(number, asked);
    Time.Timer timer = time.after(within, () -> end(number, "no answer within " + within));
    CompletableFuture<Answers> result = asked.result.whenComplete((_, _) -> timer.cancel());
    String event = new Heading(Heading.QUESTION, number, pubsub.nodeName()).event();
    switch (pubsub.broadcast(new Broadcast(questions, event, question))) {
      case BroadcastResult.Ok _ -> {}
      case BroadcastResult.LocalOnly(String reason) ->
          endIf(number, asked.giveUpAllBut(pubsub.nodeName(), reason));
      case BroadcastResult.Failed(String reason) -> end(number, reason);
    }
    return result;
  }

  private void endIf(long number, boolean complete) {
    if (complete) {
      end(number, "");
    }
  }

  private void end(long number, String reason) {
    Open asked = open.remove(number);
    if (asked != null) {
      asked.result.completeAsync(() -> asked.end(reason), pubsub.executor);
    }
  }

  /** On the thread for questions. */
  private void asked(Broadcast question) {
    Heading asked = Heading.of(question.event());
    String kind = Heading.ANSWER;
    Payload payload;
    try {
      payload = checked(respondent.answer(question.payload()));
    } catch (Exception e) { // Whatever it throws, the asker is told.
      kind = Heading.FAILURE;
      payload = Payload.binary(cut(e.toString()).getBytes(UTF_8));
    }
    String event = new Heading(kind, asked.number, pubsub.nodeName()).event();
    pubsub.directBroadcast(asked.node, new Broadcast(answers, event, payload));
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

  /** On the thread for answers. */
  private void answered(Broadcast answer) {
    Heading heading = Heading.of(answer.event());
    Open asked = open.get(heading.number);
    if (asked != null) { // Or it comes too late.
      boolean complete =
          heading.kind.equals(Heading.FAILURE)
              ? asked.giveUp(heading.node, answer.payload().text())
              : asked.take(heading.node, answer.payload());
      endIf(heading.number, complete);
    }
  }

  /**
   * What the event says.
   *
   * @param node who asks, or who answers
   */
  private record Heading(String kind, long number, String node) {
    static final String QUESTION = "question";
    static final String ANSWER = "answer";
    static final String FAILURE = "failure";

    String event() {
      return kind + " " + number + " " + node;
    }

    /** What it throws becomes an event of the {@link PubSub}. */
    static Heading of(String event) {
      String[] parts = event.split(" ", 3);
      if (parts.length < 3) {
        throw new IllegalArgumentException(
            "event \"" + event + "\" (expected: a kind, a number, a node)");
      }
      return new Heading(parts[0], Long.parseLong(parts[1]), parts[2]);
    }
  }

  /** Answers no more; what is open ends without further answers. */
  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    List.copyOf(open.keySet()).forEach(number -> end(number, "the survey was closed"));
  }
}
