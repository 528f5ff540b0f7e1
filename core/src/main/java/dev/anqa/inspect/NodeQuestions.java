package dev.anqa.inspect;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
import dev.anqa.pubsub.Survey;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What one node asks others, in JSON: a call and its parameters; and what this one answers. */
final class NodeQuestions implements AutoCloseable {
  /** How long other nodes may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** What this node answers, to itself, too. */
  @FunctionalInterface
  interface Respondent {
    /**
     * Answers; one question at a time.
     *
     * @throws BadCallException if it refuses, and says so to the asker
     * @throws RejectedExecutionException if there is too much, likewise
     */
    Map<String, ?> answer(String call, Map<String, Object> params) throws BadCallException;
  }

  /**
   * What came of a question, each by the node's name.
   *
   * @param byNode what they answered
   * @param refused why they would not
   * @param unanswered why nothing came of them; they may have done what was asked, or not
   */
  record Answers(
      Map<String, Map<String, Object>> byNode,
      Map<String, BadCallException> refused,
      Map<String, String> unanswered) {
    /** The nodes that answered nothing, and why. */
    Map<String, String> without() {
      Map<String, String> all = new TreeMap<>(unanswered);
      refused.forEach((node, why) -> all.put(node, String.valueOf(why.getMessage())));
      return all;
    }
  }

  private final Json json;
  private final Respondent respondent;
  private final Survey survey;

  /**
   * Begins to answer.
   *
   * @param about what the questions are about: a word
   * @throws IllegalStateException if another endpoint of this name answers already
   */
  NodeQuestions(Inspected inspected, String about, Respondent respondent) {
    this.json = inspected.json();
    this.respondent = respondent;
    this.survey = survey(inspected, about + ":" + inspected.name());
  }

  private Survey survey(Inspected inspected, String name) {
    try {
      return Survey.start(inspected.pubsub(), inspected.time(), name, this::answerOthers);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          """
          Two endpoints named "%s" share a PubSub, and other nodes could not tell them apart. \
          Name one of them, the same on all nodes: Endpoint.builder().name("internal")
          """
              .formatted(inspected.name())
              .strip(),
          e);
    }
  }

  /**
   * Asks, and waits for the answers.
   *
   * @param nodes who is asked; null for all
   * @throws BadCallException if too many questions are open
   */
  Answers await(@Nullable Collection<String> nodes, String call, Map<String, ?> params)
      throws BadCallException {
    try {
      return ask(nodes, call, params).join();
    } catch (RejectedExecutionException e) {
      throw new BadCallException(503, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Asks; completed on a virtual thread.
   *
   * @param nodes who is asked; null for all
   * @throws RejectedExecutionException if too many questions are open
   */
  CompletableFuture<Answers> ask(
      @Nullable Collection<String> nodes, String call, Map<String, ?> params) {
    Payload question = Payload.of(Map.of("call", call, "params", params), json);
    CompletableFuture<Survey.Answers> answers =
        nodes == null ? survey.ask(question, PATIENCE) : survey.ask(question, PATIENCE, nodes);
    return answers.thenApply(this::read);
  }

  @SuppressWarnings("unchecked") // As answerOthers writes it.
  private Answers read(Survey.Answers answers) {
    Map<String, Map<String, Object>> byNode = new TreeMap<>();
    Map<String, BadCallException> refused = new TreeMap<>();
    Map<String, String> unanswered = new TreeMap<>(answers.unanswered());
    answers
        .byNode()
        .forEach((node, payload) -> {
          try {
            Map<String, Object> answer = payload.as(json, Map.class);
            if (answer.get("error") instanceof String error
                && answer.get("status") instanceof Number status) {
              refused.put(node, new BadCallException(status.intValue(), error));
            } else {
              byNode.put(node, answer);
            }
          } catch (PayloadException e) {
            unanswered.put(node, "an answer that is no JSON object: " + e.getMessage());
          }
        });
    return new Answers(byNode, refused, unanswered);
  }

  private Payload answerOthers(Payload question) {
    return Payload.of(answer(question), json);
  }

  private Map<String, ?> answer(Payload question) {
    try {
      Map<?, ?> asked = question.as(json, Map.class);
      Map<String, Object> params = new LinkedHashMap<>();
      if (asked.get("params") instanceof Map<?, ?> given) {
        given.forEach((name, value) -> params.put(String.valueOf(name), value));
      }
      return respondent.answer(String.valueOf(asked.get("call")), params);
    } catch (PayloadException e) {
      return refusal(400, "a question that is no JSON object: " + e.getMessage());
    } catch (BadCallException e) {
      return refusal(e.status(), String.valueOf(e.getMessage()));
    } catch (RejectedExecutionException e) {
      return refusal(503, String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, ?> refusal(int status, String error) {
    return Map.of("error", error, "status", status);
  }

  @Override
  public void close() {
    survey.close();
  }
}
