package dev.anqa.dashboard;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.inspect.Inspector;
import dev.anqa.pubsub.Payload;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about the node and its cluster, one at a time: {@code ask} with a {@code call}
 * of {@code docs/admin.md} and its {@code params}.
 */
final class AskChannel implements Channel {
  private final Inspector inspector;
  private final Presences presences;

  AskChannel(Inspector inspector, Presences presences) {
    this.inspector = inspector;
    this.presences = presences;
  }

  @Override
  public JoinResult join(String topic, Payload params, ChannelSocket socket) {
    return JoinResult.ok(nodes());
  }

  @Override
  public HandleResult handleIn(String event, Payload payload, ChannelSocket socket)
      throws Exception {
    if (!event.equals("ask")) {
      return Channel.super.handleIn(event, payload, socket);
    }
    Question question = Question.of(payload);
    try {
      return HandleResult.ok(answer(question));
    } catch (IllegalArgumentException e) {
      return HandleResult.error(Map.of("reason", String.valueOf(e.getMessage())));
    }
  }

  private Map<String, @Nullable Object> answer(Question question) {
    return switch (question.call()) {
      case "nodes" -> nodes();
      case "presence" -> presences.answer(question.params());
      default -> inspector.ask(question.call(), question.params());
    };
  }

  private Map<String, @Nullable Object> nodes() {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("endpoint", inspector.name());
    answer.put("node", inspector.node());
    answer.put("nodes", inspector.nodes());
    return answer;
  }
}
