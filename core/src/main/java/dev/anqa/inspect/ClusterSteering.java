package dev.anqa.inspect;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one node has another do: the calls that change something, and traces. */
final class ClusterSteering implements AutoCloseable {
  private final Supplier<List<String>> nodes;
  private final AdminActions actions;
  private final LentTraces traces;
  private final NodeQuestions questions;

  ClusterSteering(Inspector inspector) {
    this.nodes = inspector::nodes;
    this.actions = new AdminActions(inspector);
    this.traces = new LentTraces(inspector);
    this.questions = new NodeQuestions(inspector.inspected(), "steer", this::answerOthers);
  }

  /**
   * Has another node run one of {@link AdminActions}; waits for its answer.
   *
   * @throws BadCallException as that node does; or if it is not there, or does not answer, and may
   *     have done it or not
   */
  Map<String, Object> run(String wanted, String call, Map<String, ?> params)
      throws BadCallException {
    if (!nodes.get().contains(wanted)) {
      throw new BadCallException(
          404, "node: \"%s\" (expected: one of GET nodes)".formatted(wanted));
    }
    NodeQuestions.Answers answers = questions.await(Set.of(wanted), call, params);
    BadCallException refused = answers.refused().get(wanted);
    if (refused != null) {
      throw refused;
    }
    Map<String, Object> answer = answers.byNode().get(wanted);
    if (answer == null) {
      throw new BadCallException(
          504, "%s did not answer: %s".formatted(wanted, answers.unanswered().get(wanted)));
    }
    return answer;
  }

  /**
   * As {@link NodeQuestions#ask}: one of {@link LentTraces#CALLS}.
   *
   * @throws RejectedExecutionException as there
   */
  CompletableFuture<NodeQuestions.Answers> ask(
      @Nullable Collection<String> nodes, String call, Map<String, ?> params) {
    return questions.ask(nodes, call, params);
  }

  /**
   * As {@link NodeQuestions#await}: one of {@link LentTraces#CALLS}.
   *
   * @throws BadCallException as there
   */
  NodeQuestions.Answers await(
      @Nullable Collection<String> nodes, String call, Map<String, ?> params)
      throws BadCallException {
    return questions.await(nodes, call, params);
  }

  private Map<String, ?> answerOthers(String call, Map<String, Object> params)
      throws BadCallException {
    return LentTraces.CALLS.contains(call) ? traces.run(call, params) : actions.run(call, params);
  }

  @Override
  public void close() {
    questions.close();
  }
}
