package dev.anqa.inspect;

import dev.anqa.inspect.Listings.Kind;
import dev.anqa.inspect.Listings.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@link Listings} of one node, another, or all. Waits for other nodes, within a bound. */
final class ClusterListings implements AutoCloseable {
  private final Listings listings;
  private final String node;
  private final NodeQuestions questions;

  ClusterListings(Inspector inspector) {
    this.listings = new Listings(inspector);
    this.node = inspector.node();
    this.questions = new NodeQuestions(inspector.inspected(), "inspect", this::answerOthers);
  }

  /** The parameters of a question about this kind. */
  static List<String> params(Kind kind) {
    List<String> params = new ArrayList<>(kind.params());
    params.add("cluster");
    params.add("node");
    return params;
  }

  /**
   * Answers, as {@code docs/admin.md} says.
   *
   * @throws BadCallException if a parameter does not fit
   */
  Map<String, @Nullable Object> answer(Kind kind, CallParams params) throws BadCallException {
    String wanted = params.text("node");
    Map<String, Object> own = new LinkedHashMap<>(params.asMap());
    own.keySet().retainAll(kind.params());
    CallParams ofNode = new CallParams(own, kind.params());
    if (wanted == null ? !params.flag("cluster") : wanted.equals(node)) {
      return answer(kind, Map.of(node, listings.answer(kind, ofNode)), Map.of());
    }
    Listings.check(kind, ofNode); // A mistake is the caller's, not that of nodes.
    NodeQuestions.Answers answers =
        questions.await(wanted == null ? null : Set.of(wanted), kind.label(), own);
    Map<String, Part> parts = new TreeMap<>();
    answers.byNode().forEach((each, answer) -> parts.put(each, part(answer)));
    return answer(kind, parts, answers.without());
  }

  private static Map<String, @Nullable Object> answer(
      Kind kind, Map<String, Part> parts, Map<String, String> unanswered) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    Map<String, String> next = new TreeMap<>();
    parts.forEach((node, part) -> {
      rows.addAll(part.rows());
      if (part.next() != null) {
        next.put(node, part.next());
      }
    });
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put(kind.label(), rows);
    answer.put("next", next);
    answer.put("unanswered", unanswered);
    return answer;
  }

  @SuppressWarnings("unchecked") // As answerOthers writes it.
  private static Part part(Map<String, Object> answer) {
    return new Part(
        (List<Map<String, @Nullable Object>>) answer.getOrDefault("rows", List.of()),
        (String) answer.get("next"));
  }

  /** What this node answers to another; also its own question comes here. */
  private Map<String, @Nullable Object> answerOthers(String call, Map<String, Object> params)
      throws BadCallException {
    Kind kind = kind(call);
    Part part = listings.answer(kind, new CallParams(params, kind.params()));
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("rows", part.rows());
    answer.put("next", part.next());
    return answer;
  }

  /**
   * The kind of a name.
   *
   * @throws BadCallException if there is none
   */
  static Kind kind(String label) throws BadCallException {
    for (Kind kind : Kind.values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    throw new BadCallException(
        404, "\"%s\" (expected: %s)".formatted(label, labels().toLowerCase(Locale.ROOT)));
  }

  private static String labels() {
    return String.join(", ", List.of(Kind.values()).stream().map(Kind::label).toList());
  }

  @Override
  public void close() {
    questions.close();
  }
}
