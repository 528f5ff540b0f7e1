package dev.anqa.tracker;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * With {@code JAZZER_FUZZ=1} searches for bytes that break the codec; otherwise tries those that
 * were found before.
 */
final class TrackerCodecFuzzTest {
  @FuzzTest(maxDuration = "2m")
  void decodesOrRefuses(byte[] bytes) {
    TrackerCodecTest.decodesOrRefuses(bytes);
  }
}
