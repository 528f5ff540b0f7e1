package dev.anqa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShownTest {
  @ParameterizedTest
  @CsvSource({
    "ws://h:4000/socket/websocket?vsn=2.0.0, ws://h:4000/socket/websocket?vsn=2.0.0",
    "ws://h/s?user_token=abc&vsn=2.0.0, ws://h/s?user_token=[FILTERED]&vsn=2.0.0",
    "ws://h/s?vsn=1&user[Password]=a%20b, ws://h/s?vsn=1&user[Password]=[FILTERED]",
    "https://ann:abc@h/admin?api_key=abc#top, https://h/admin?api_key=[FILTERED]#top",
    "ann:abc@h, h",
    "http://h/a@b, http://h/a@b"
  })
  void hidesPasswordsAndTokensOfUrls(String url, String shown) {
    assertThat(Shown.url(url)).isEqualTo(shown);
  }
}
