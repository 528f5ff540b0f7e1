package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bodies of {@link LongPollJson}, read by Jackson. */
final class LongPollJsonTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void writesAStatus() {
    assertThat(LongPollJson.status(408)).asString(UTF_8).isEqualTo("{\"status\":408}");
  }

  @Test
  void writesMessagesAsStrings() {
    List<byte[]> messages =
        List.of("[\"1\",null]".getBytes(UTF_8), "ü\u2028\u0000\u001f\u007f/<".getBytes(UTF_8));

    assertThat(LongPollJson.messages(200, "a.b-c_d", messages))
        .asString(UTF_8)
        .isEqualTo(
            "{\"status\":200,\"token\":\"a.b-c_d\",\"messages\":"
                + "[\"[\\\"1\\\",null]\",\"ü\u2028\\u0000\\u001f\u007f/<\"]}");
  }

  @Test
  void writesNoMessages() {
    assertThat(LongPollJson.messages(204, "t", List.of()))
        .asString(UTF_8)
        .isEqualTo("{\"status\":204,\"token\":\"t\",\"messages\":[]}");
  }

  @Test
  void isReadByJacksonAsItWasWritten() {
    Random random = new Random(11);
    for (int i = 0; i < 500; i++) {
      List<String> texts = new ArrayList<>();
      List<byte[]> messages = new ArrayList<>();
      for (int j = random.nextInt(4); j >= 0; j--) {
        String text =
            random
                .ints(random.nextInt(20), 0, random.nextBoolean() ? 0x80 : 0xd800)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        texts.add(text);
        messages.add(text.getBytes(UTF_8));
      }

      JsonNode read = JSON.readTree(LongPollJson.messages(200, "t", messages));

      assertThat(read.get("messages").valueStream().map(JsonNode::asString))
          .containsExactlyElementsOf(texts);
    }
  }
}
