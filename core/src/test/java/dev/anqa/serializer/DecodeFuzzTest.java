package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.anqa.pubsub.Json;

/**
 * Any bytes are a message or a {@link DecodeException}, and the scanner agrees with Jackson. A
 * usual run tries the inputs kept beside this class; with {@code JAZZER_FUZZ=1} Jazzer looks for
 * new ones.
 */
final class DecodeFuzzTest {
  private static final Json JSON = JacksonJson.standard();
  private static final Serializer V1 = new V1(JSON, JsonLimits.standard());
  private static final Serializer V2 = new V2(JSON, JsonLimits.standard());

  @FuzzTest(maxDuration = "50s")
  void scannerAgreesWithJackson(byte[] bytes) {
    JsonOracleTest.agreed(bytes);
  }

  @FuzzTest(maxDuration = "50s")
  void v1TextAndBinary(byte[] bytes) {
    decode(V1, new Frame.Text(bytes));
    decode(V1, new Frame.Binary(bytes));
  }

  @FuzzTest(maxDuration = "50s")
  void v2Text(byte[] bytes) {
    decode(V2, new Frame.Text(bytes));
  }

  @FuzzTest(maxDuration = "50s")
  void v2Binary(byte[] bytes) {
    decode(V2, new Frame.Binary(bytes));
  }

  @FuzzTest(maxDuration = "50s")
  void versions(byte[] bytes) {
    Versions.standard(JSON).negotiate(new String(bytes, UTF_8));
  }

  /** Decodes and, if it is a message, writes it back in every way, which must not fail either. */
  private static void decode(Serializer serializer, Frame frame) {
    Message message;
    try {
      message = serializer.decode(frame);
    } catch (DecodeException e) {
      return;
    }
    switch (message) {
      case Message.Unroutable unroutable -> serializer.unmatched(unroutable);
      case Message.Routed routed ->
          serializer.reply(routed.joinRef(), routed.ref(), routed.topic(), "ok", routed.payload());
    }
  }
}
