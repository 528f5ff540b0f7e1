package dev.anqa.pubsub;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * With {@code JAZZER_FUZZ=1} searches for bytes that break the codec; otherwise tries those that
 * were found before.
 */
final class BroadcastCodecFuzzTest {
  @FuzzTest(maxDuration = "2m")
  void decodesOrRefuses(byte[] bytes) {
    BroadcastCodecTest.decodesOrRefuses(bytes);
  }
}
