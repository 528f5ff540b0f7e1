package dev.anqa.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.pubsub.Payload;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the scanner against Jackson: what it takes Jackson takes, with the same value, and what it
 * refuses Jackson refuses. A relayed payload that only half of the parsers accept would let one
 * client break all others.
 */
final class JsonOracleTest {
  private static final int DOCUMENTS = 40_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void agreesWithJacksonOnRandomAndOnBrokenDocuments(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RandomJson generator = new RandomJson(random);
    int taken = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] json = generator.document();
      int mutations = random.nextInt(4);
      for (int m = 0; m < mutations; m++) {
        json = generator.mutate(json);
      }
      taken += agreed(json) ? 1 : 0;
    }
    // Both answers must have been put to the test.
    assertThat(taken).isBetween(DOCUMENTS / 5, DOCUMENTS * 4 / 5);
  }

  /** Whether both took it; fails if they do not agree. */
  static boolean agreed(byte[] json) {
    JsonOracle.Answer expected = JsonOracle.read(json);
    JsonOracle.Answer scanned;
    try {
      JsonScanner scanner = new JsonScanner(json, 0, json.length, JsonLimits.standard());
      Payload payload = scanner.payload(JacksonJson.standard());
      scanner.expectEnd();
      scanned = JsonOracle.readStrictly(payload.bytes());
    } catch (DecodeException e) {
      scanned = JsonOracle.Answer.refused(e.getMessage());
    }
    assertThat(scanned.value())
        .as("%s%nscanned: %s%nJackson: %s", new String(json, UTF_8), scanned, expected)
        .isEqualTo(expected.value());
    return expected.value() != null;
  }
}
