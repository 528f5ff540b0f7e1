package dev.anqa.inspect;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.Survey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What one node has another do: the calls that change something, and traces. */
final class ClusterSteering implements AutoCloseable {
  /** How long other nodes may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** What the nodes answered, and who did not. */
  record Answers(Map<String, Map<String, Object>> byNode, Map<String, String> unanswered) {}

  private final Json json;
  private final String node;
  private final AdminActions actions;
  private final LentTraces traces;
  private final Survey survey;

  ClusterSteering(Inspector inspector) {
    Inspected inspected = inspector.inspected();
    this.json = inspected.json();
    this.node = inspector.node();
    this.actions = new AdminActions(inspector);
    this.traces = new LentTraces(inspector);
    this.survey =
        Survey.start(
            inspected.pubsub(), inspected.time(), "steer:" + inspected.name(), this::answerOthers);
  }

  /**
   * Does one of {@link AdminActions}, here or on the node that it is about.
   *
   * @throws BadCallException as there, and as {@link #run}
   */
  Map<String, @Nullable Object> act(String call, Map<String, ?> params) throws BadCallException {
    if (AdminActions.OF_ONE_NODE.contains(call)
        && params.get("node") instanceof String other
        && !other.equals(node)) {
      Map<String, Object> there = new LinkedHashMap<>(params);
      there.remove("node");
      return new LinkedHashMap<>(run(other, call, there));
    }
    return actions.run(call, params);
  }

  /**
   * Has another node run one of {@link AdminActions}; waits for its answer.
   *
   * @throws BadCallException as that node does; or if it is not there, or does not answer, and may
   *     have done it or not
   */
  Map<String, Object> run(String wanted, String call, Map<String, ?> params)
      throws BadCallException {
    Answers answers;
    try {
      answers = ask(wanted, call, params).join();
    } catch (RejectedExecutionException e) {
      throw new BadCallException(503, String.valueOf(e.getMessage()));
    }
    Map<String, Object> answer = answers.byNode().get(wanted);
    String reason = answers.unanswered().get(wanted);
    if (reason != null) {
      throw new BadCallException(504, "%s did not answer: %s".formatted(wanted, reason));
    }
    if (answer == null) {
      throw new BadCallException(
          404, "node: \"%s\" (expected: one of GET nodes)".formatted(wanted));
    }
    if (answer.get("error") instanceof String error
        && answer.get("status") instanceof Number status) {
      throw new BadCallException(status.intValue(), error);
    }
    return answer;
  }

  /**
   * Asks one node, or all; completed on a virtual thread.
   *
   * @param wanted the node whose answer is wanted; null for all
   * @throws RejectedExecutionException if too many questions are open
   */
  CompletableFuture<Answers> ask(@Nullable String wanted, String call, Map<String, ?> params) {
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("call", call);
    question.put("params", params);
    if (wanted != null) {
      question.put("node", wanted);
    }
    return survey
        .ask(Payload.of(question, json), PATIENCE)
        .thenApply(answers -> read(wanted, answers));
  }

  @SuppressWarnings("unchecked") // As answerOthers writes it.
  private Answers read(@Nullable String wanted, Survey.Answers answers) {
    Map<String, Map<String, Object>> byNode = new TreeMap<>();
    answers
        .byNode()
        .forEach((each, answer) -> {
          if (wanted == null || wanted.equals(each)) {
            byNode.put(each, answer.as(json, Map.class));
          }
        });
    Map<String, String> unanswered = new TreeMap<>(answers.unanswered());
    unanswered.keySet().removeIf(each -> wanted != null && !wanted.equals(each));
    return new Answers(byNode, unanswered);
  }

  /** What this node answers; its own questions come here, too. */
  private Payload answerOthers(Payload question) {
    Map<?, ?> asked = question.as(json, Map.class);
    if (asked.get("node") != null && !node.equals(asked.get("node"))) {
      return Payload.empty();
    }
    Map<String, Object> params = new LinkedHashMap<>();
    if (asked.get("params") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> params.put(String.valueOf(name), value));
    }
    return Payload.of(answer(String.valueOf(asked.get("call")), params), json);
  }

  private Map<String, ?> answer(String call, Map<String, Object> params) {
    try {
      return LentTraces.CALLS.contains(call) ? traces.run(call, params) : actions.run(call, params);
    } catch (BadCallException e) {
      return Map.of("error", String.valueOf(e.getMessage()), "status", e.status());
    } catch (RejectedExecutionException e) {
      return Map.of("error", String.valueOf(e.getMessage()), "status", 503);
    }
  }

  @Override
  public void close() {
    survey.close();
  }
}
