package dev.anqa.pubsub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A question of a {@link Survey} that waits for answers. Any thread may touch it. */
final class OpenQuestion {
  /** What is to be done once a node has said something. */
  enum Then {
    WAIT,
    /** The node has more to say. */
    ASK_FOR_MORE,
    /** Nobody is awaited any more. */
    END
  }

  /** Which of the survey's. */
  final long number;

  final CompletableFuture<Survey.Answers> result = new CompletableFuture<>();
  private final ByteBudget budget;

  // Guarded by this.

  private final Set<String> awaited;
  private final Map<String, Parts> parts = new HashMap<>(); // Of nodes that are awaited.
  private final Map<String, Payload> byNode = new TreeMap<>();
  private final Map<String, String> unanswered = new TreeMap<>();

  /**
   * Awaits some nodes.
   *
   * @param budget what it takes the bytes of answers from, until it ends
   */
  OpenQuestion(long number, Collection<String> nodes, ByteBudget budget) {
    this.number = number;
    this.awaited = new HashSet<>(nodes);
    this.budget = budget;
  }

  /** What has come of an answer, in order. */
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
      if (all.size() == 1) {
        return all.getFirst().slice(kind, 0, bytes);
      }
      byte[] joined = new byte[bytes];
      int end = 0;
      for (Payload part : all) {
        end = part.copyTo(joined, end);
      }
      return Payload.wrap(kind, joined, 0, end, /* json= */ null);
    }
  }

  /** Takes what a node says. */
  synchronized Then take(SurveyHeading heading, Payload payload) {
    String node = heading.node();
    if (awaited.contains(node)) { // Or it is not asked, or has answered.
      switch (heading.kind()) {
        case PART -> {
          if (add(heading, payload) != null) {
            return Then.ASK_FOR_MORE;
          }
        }
        case JSON -> complete(heading, payload, Payload.Kind.JSON);
        case BINARY -> complete(heading, payload, Payload.Kind.BINARY);
        case FAILURE -> miss(node, payload.text());
        case QUESTION, NEXT ->
            throw new IllegalArgumentException("a question among the answers, of " + node);
      }
    }
    return then();
  }

  private Then then() {
    return awaited.isEmpty() ? Then.END : Then.WAIT;
  }

  private void complete(SurveyHeading heading, Payload last, Payload.Kind kind) {
    Parts all = add(heading, last);
    if (all != null) {
      awaited.remove(heading.node());
      parts.remove(heading.node());
      byNode.put(heading.node(), all.joined(kind));
    }
  }

  /** Keeps a part and returns all there are; null if it gave its node up instead. */
  private @Nullable Parts add(SurveyHeading heading, Payload part) {
    Parts all = parts.computeIfAbsent(heading.node(), _ -> new Parts());
    if (heading.part() != all.count()) {
      miss(heading.node(), "a part of its answer was lost");
      return null;
    }
    if (all.bytes + part.size() > Survey.MAX_ANSWER_BYTES) {
      miss(heading.node(), "answer above " + Survey.MAX_ANSWER_BYTES + " bytes");
      return null;
    }
    if (!budget.take(part.size())) {
      miss(heading.node(), Survey.TOO_MUCH);
      return null;
    }
    all.add(part);
    return all;
  }

  private void miss(String node, String reason) {
    awaited.remove(node);
    unanswered.put(node, reason);
    Parts came = parts.remove(node);
    if (came != null) {
      budget.giveBack(came.bytes);
    }
  }

  /** Awaits a node no more. */
  synchronized Then giveUp(String node, String reason) {
    if (awaited.contains(node)) {
      miss(node, reason);
    }
    return then();
  }

  synchronized Then giveUpAllBut(String node, String reason) {
    List.copyOf(awaited).stream()
        .filter(each -> !each.equals(node))
        .forEach(each -> miss(each, reason));
    return then();
  }

  /** Says that there are no such nodes, of which no answer is awaited. */
  synchronized Then absent(Collection<String> nodes) {
    nodes.forEach(node -> unanswered.put(node, Survey.NO_SUCH_NODE));
    return then();
  }

  synchronized Survey.Answers end(String reason) {
    List.copyOf(awaited).forEach(each -> miss(each, reason));
    byNode.values().forEach(answer -> budget.giveBack(answer.size()));
    return new Survey.Answers(byNode, unanswered);
  }
}
