package dev.anqa.inspect;

import dev.anqa.inspect.Listings.Kind;
import dev.anqa.inspect.Listings.Part;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
import dev.anqa.pubsub.Survey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** {@link Listings} of one node, another, or all. Waits for other nodes, within a bound. */
final class ClusterListings implements AutoCloseable {
  /** How long other nodes may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Listings listings;
  private final Json json;
  private final String node;
  private final Survey survey;

  ClusterListings(Inspector inspector) {
    this.listings = new Listings(inspector);
    this.json = inspector.inspected().json();
    this.node = inspector.node();
    this.survey = survey(inspector.inspected());
  }

  private Survey survey(Inspected inspected) {
    try {
      return Survey.start(
          inspected.pubsub(), inspected.time(), "inspect:" + inspected.name(), this::answerOthers);
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
    Map<String, Part> parts = new TreeMap<>();
    Map<String, String> unanswered = new TreeMap<>();
    if (wanted == null ? !params.flag("cluster") : wanted.equals(node)) {
      parts.put(node, listings.answer(kind, ofNode));
    } else {
      Listings.check(kind, ofNode); // A mistake is the caller's, not that of nodes.
      ask(kind, own, wanted, parts, unanswered);
    }
    return answer(kind, parts, unanswered);
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

  /**
   * Asks the others.
   *
   * @param wanted the node whose answer is wanted; null for all
   */
  private void ask(
      Kind kind,
      Map<String, Object> params,
      @Nullable String wanted,
      Map<String, Part> parts,
      Map<String, String> unanswered)
      throws BadCallException {
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("kind", kind.label());
    question.put("params", params);
    if (wanted != null) {
      question.put("node", wanted);
    }
    Survey.Answers answers;
    try {
      answers = survey.ask(Payload.of(question, json), PATIENCE).join();
    } catch (RejectedExecutionException e) {
      throw new BadCallException(503, String.valueOf(e.getMessage()));
    }
    answers
        .byNode()
        .forEach((each, answer) -> {
          if (wanted == null || wanted.equals(each)) {
            parts.put(each, part(answer));
          }
        });
    answers
        .unanswered()
        .forEach((each, reason) -> {
          if (wanted == null || wanted.equals(each)) {
            unanswered.put(each, reason);
          }
        });
    if (wanted != null && parts.isEmpty() && unanswered.isEmpty()) {
      unanswered.put(wanted, "no such node");
    }
  }

  @SuppressWarnings("unchecked") // As answerOthers writes it.
  private Part part(Payload answer) {
    Map<String, Object> read = answer.as(json, Map.class);
    return new Part(
        (List<Map<String, @Nullable Object>>) read.getOrDefault("rows", List.of()),
        (String) read.get("next"));
  }

  /** What this node answers to another; also its own question comes here. */
  private Payload answerOthers(Payload question) throws BadCallException {
    Map<?, ?> asked;
    try {
      asked = question.as(json, Map.class);
    } catch (PayloadException e) {
      throw new BadCallException("a question that is no JSON: " + e.getMessage());
    }
    if (asked.get("node") != null && !node.equals(asked.get("node"))) {
      return Payload.empty();
    }
    Kind kind = kind(String.valueOf(asked.get("kind")));
    Map<String, Object> params = new LinkedHashMap<>();
    if (asked.get("params") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> params.put(String.valueOf(name), value));
    }
    Part part = listings.answer(kind, new CallParams(params, kind.params()));
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("rows", part.rows());
    answer.put("next", part.next());
    return Payload.of(answer, json);
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
    survey.close();
  }
}
