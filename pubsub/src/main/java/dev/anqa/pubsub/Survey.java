package dev.anqa.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks all nodes one question, and gathers what they answer within a time: what each has connected,
 * who subscribes to a topic there. Not for what must be right, only for what is to be seen.
 *
 * <p>Nodes with a survey of one name ask each other. A node that is a {@linkplain PubSub#members
 * member} when the question is asked and whose answer does not come is named in {@link
 * Answers#unanswered}. Answers are bounded, and a long one travels in parts, so that nothing waits
 * long behind it.
 *
 * <p>Questions are broadcast on a topic of its own, answers come by direct broadcast, which keeps
 * the order of their parts. The number of the question and the node that asks, or answers, are in
 * the event.
 *
 * <p>Any thread may call any method; none waits.
 */
public final class Survey implements AutoCloseable {
  /** The largest answer, in bytes. */
  public static final int MAX_ANSWER_BYTES = 16 << 20;

  /** How many questions of this node may be open at a time. */
  public static final int MAX_OPEN = 64;

  /** What travels at a time of an answer. */
  static final int PART_BYTES = 256 << 10;

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
  private final ConcurrentHashMap<Long, Open> open = new ConcurrentHashMap<>();
  private final List<Subscription> subscriptions = new ArrayList<>(); // Of start and close.

  private Survey(PubSub pubsub, Time time, String name, Respondent respondent) {
    this.pubsub = pubsub;
    this.time = time;
    this.name = name;
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

  /** What has come of an answer, in order. Touched by who has its question. */
  private static final class Parts {
    private final List<Payload> all = new ArrayList<>();
    private int bytes;

    int count() {
      return all.size();
    }

    void add(Payload part) {
      all.add(part);
      bytes += part.size();
    }

    Payload joined(Payload.Kind kind) {
      byte[] joined = new byte[bytes];
      int end = 0;
      for (Payload part : all) {
        end = part.copyTo(joined, end);
      }
      return Payload.wrap(kind, joined, 0, end, /* json= */ null);
    }
  }

  /** A question that waits for answers. Any thread may touch it, one at a time. */
  private static final class Open {
    private final CompletableFuture<Answers> result = new CompletableFuture<>();
    private final Set<String> awaited;
    private final Map<String, Parts> parts = new HashMap<>(); // Of nodes that are awaited.
    private final Map<String, Payload> byNode = new TreeMap<>();
    private final Map<String, String> unanswered = new TreeMap<>();

    Open(List<String> members) {
      awaited = new HashSet<>(members);
    }

    /** Takes what a node says; returns whether nobody is awaited any more. */
    synchronized boolean take(Heading heading, Payload payload) {
      String node = heading.node;
      if (awaited.contains(node)) { // Or it is no member, or has answered.
        switch (heading.kind) {
          case PART -> add(heading, payload);
          case JSON -> complete(heading, payload, Payload.Kind.JSON);
          case BINARY -> complete(heading, payload, Payload.Kind.BINARY);
          case FAILURE -> giveUp(node, payload.text());
          case QUESTION ->
              throw new IllegalArgumentException("a question among the answers, of " + node);
        }
      }
      return awaited.isEmpty();
    }

    private void complete(Heading heading, Payload last, Payload.Kind kind) {
      Parts all = add(heading, last);
      if (all != null) {
        awaited.remove(heading.node);
        parts.remove(heading.node);
        byNode.put(heading.node, all.joined(kind));
      }
    }

    /** Keeps a part and returns all there are; null if it gave its node up instead. */
    private @Nullable Parts add(Heading heading, Payload part) {
      Parts all = parts.computeIfAbsent(heading.node, _ -> new Parts());
      if (heading.part != all.count()) {
        giveUp(heading.node, "a part of its answer was lost");
        return null;
      }
      if (all.bytes + part.size() > MAX_ANSWER_BYTES) {
        giveUp(heading.node, "answer above " + MAX_ANSWER_BYTES + " bytes");
        return null;
      }
      all.add(part);
      return all;
    }

    private void giveUp(String node, String reason) {
      awaited.remove(node);
      parts.remove(node);
      unanswered.put(node, reason);
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
    String event = new Heading(Kind.QUESTION, number, 0, pubsub.nodeName()).event();
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
    try {
      answer(asked, checked(respondent.answer(question.payload())));
    } catch (Exception e) { // Whatever it throws, the asker is told.
      say(asked, Kind.FAILURE, 0, Payload.binary(cut(e.toString()).getBytes(UTF_8)));
    }
  }

  private void answer(Heading asked, Payload answer) {
    Kind kind = answer.isBinary() ? Kind.BINARY : Kind.JSON;
    if (answer.size() <= PART_BYTES) {
      say(asked, kind, 0, answer);
      return;
    }
    byte[] bytes = answer.bytes();
    int last = (bytes.length - 1) / PART_BYTES;
    for (int part = 0; part <= last; part++) {
      int begin = part * PART_BYTES;
      int length = Math.min(PART_BYTES, bytes.length - begin);
      Payload piece = Payload.wrap(Payload.Kind.BINARY, bytes, begin, length, /* json= */ null);
      say(asked, part == last ? kind : Kind.PART, part, piece);
    }
  }

  /** What cannot be sent is missed by the asker, who says so. */
  private void say(Heading asked, Kind kind, int part, Payload payload) {
    String event = new Heading(kind, asked.number, part, pubsub.nodeName()).event();
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
      endIf(heading.number, asked.take(heading, answer.payload()));
    }
  }

  /** What a broadcast is; its name in small letters begins the event. */
  private enum Kind {
    QUESTION,
    /** A part of an answer, behind which there is more. */
    PART,
    /** An answer, or its last part. */
    JSON,
    BINARY,
    /** Why there is none. */
    FAILURE
  }

  /**
   * What the event says.
   *
   * @param part which part of the answer it is, from 0
   * @param node who asks, or who answers
   */
  private record Heading(Kind kind, long number, int part, String node) {
    String event() {
      return String.join(
          " ",
          kind.name().toLowerCase(Locale.ROOT),
          Long.toString(number),
          Integer.toString(part),
          node);
    }

    /** What it throws becomes an event of the {@link PubSub}. */
    static Heading of(String event) {
      String[] words = event.split(" ", 4);
      if (words.length < 4) {
        throw new IllegalArgumentException(
            "event \"" + event + "\" (expected: a kind, a number, a part, a node)");
      }
      return new Heading(
          Kind.valueOf(words[0].toUpperCase(Locale.ROOT)),
          Long.parseLong(words[1]),
          Integer.parseInt(words[2]),
          words[3]);
    }
  }

  /** Answers no more; what is open ends without further answers. */
  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    pubsub.surveys.remove(name);
    List.copyOf(open.keySet()).forEach(number -> end(number, "the survey was closed"));
  }
}
