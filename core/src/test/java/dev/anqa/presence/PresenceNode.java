package dev.anqa.presence;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.PubSub;
import dev.anqa.serializer.JacksonJson;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** A node with one presence, on the test's thread unless its builder says otherwise. */
final class PresenceNode {
  final JacksonJson json = JacksonJson.standard();
  final HandTime time = new HandTime();
  final PubSub pubsub = PubSub.builder().nodeName("a").executor(Runnable::run).build();
  final Telemetry telemetry = new Telemetry();
  final List<TelemetryEvent> events = Collections.synchronizedList(new ArrayList<>());
  final Presence presence;

  private PresenceNode(PresenceBuilder builder) {
    presence = builder.build();
    telemetry.listen(events::add);
    presence.start(pubsub, time, json, telemetry);
  }

  static PresenceNode start(UnaryOperator<PresenceBuilder> change) {
    return new PresenceNode(
        change.apply(
            Presence.builder()
                .executor(Runnable::run)
                .tracker(options -> options.executor(Runnable::run))));
  }

  static PresenceNode start() {
    return start(builder -> builder);
  }

  /** The diffs that clients of a topic get from now on, refs as {@code R}. */
  List<String> diffs(String topic) {
    List<String> diffs = Collections.synchronizedList(new ArrayList<>());
    pubsub.subscribe(topic, 10_000, broadcast -> diffs.add(text(broadcast)));
    return diffs;
  }

  private static String text(Broadcast broadcast) {
    return broadcast.event() + " " + withoutRefs(broadcast.payload().text());
  }

  static String withoutRefs(String text) {
    return text.replaceAll("(\"phx_ref(_prev)?\"):\"[\\w-]{16}\"", "$1:R");
  }

  String state(String topic) {
    return withoutRefs(presence.state(topic).text());
  }
}
