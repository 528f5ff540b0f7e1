package dev.anqa.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording holds of an endpoint. */
final class FlightRecordingTest {
  @TempDir Path directory;

  private List<RecordedEvent> record(LookedInto node, String... enabled) throws Exception {
    Path file = directory.resolve("recorded.jfr");
    try (Recording recording = new Recording()) {
      for (String each : enabled) {
        recording.enable("dev.anqa." + each);
      }
      recording.start();
      try (LookedInto.Client client = node.connect("7")) {
        client.join("room:a").ask("room:a", "push", "{\"text\":\"s3cret\"}");
        client.ask("room:a", "phx_leave", "{}");
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> ours =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("dev.anqa."))
            .toList();
    Files.delete(file);
    return ours;
  }

  private static List<String> names(List<RecordedEvent> events) {
    return events.stream().map(event -> event.getEventType().getName().substring(9)).toList();
  }

  @Test
  void holdsConnectionsAndJoinsByDefault() throws Exception {
    try (LookedInto node = new LookedInto()) {
      List<RecordedEvent> events = record(node);

      assertThat(names(events)).contains("Connect", "Join", "Leave").doesNotContain("HandleIn");
      assertThat(events)
          .filteredOn(event -> event.getEventType().getName().equals("dev.anqa.Join"))
          .singleElement()
          .satisfies(event -> {
            assertThat(event.getLong("connection")).isEqualTo(1);
            assertThat(event.getString("topic")).isEqualTo("room:a");
            assertThat(event.getString("id")).isEqualTo("us:7");
            assertThat(event.getString("result")).isEqualTo("ok");
          });
    }
  }

  @Test
  void holdsMessagesWhereTheRecordingAsksForThem() throws Exception {
    try (LookedInto node = new LookedInto()) {
      List<RecordedEvent> events =
          record(node, "HandleIn", "Push", "Reply", "Subscribe", "Unsubscribe");

      assertThat(names(events))
          .contains("HandleIn", "Push", "Reply", "Subscribe", "Unsubscribe")
          .doesNotContain("Broadcast");
      assertThat(events.toString()).contains("push").doesNotContain("s3cret");
    }
  }

  @Test
  void listensToNothingWithoutARecording() throws Exception {
    try (LookedInto node = new LookedInto()) {
      record(node, "HandleIn");

      assertThat(node.endpoint.telemetry().traced()).isFalse();
    }
  }
}
