package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692, sections 5 and 7.1. */
final class PerMessageDeflateTest {
  private static final String AGREED =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      quoteCharacter = '\'',
      value = {
        "permessage-deflate |''",
        "permessage-deflate; client_max_window_bits | '; client_max_window_bits=15'",
        "permessage-deflate; client_max_window_bits=10 | '; client_max_window_bits=10'",
        "permessage-deflate;client_max_window_bits=\"9\" | '; client_max_window_bits=9'",
        "permessage-deflate; server_max_window_bits=15 | '; server_max_window_bits=15'",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover |''",
        "x-webkit-deflate-frame, permessage-deflate |''",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate |''",
        "foo; a=\"x, y; \\\" z\" , permessage-deflate |''",
      })
  void takesTheFirstOfferThatCanBeKept(String offers, String parameters) {
    assertThat(answer(offers)).isEqualTo(AGREED + parameters);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "foo",
        "permessage-bzip2",
        "permessage-deflate; server_max_window_bits=14",
        "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=08",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=\"\"",
        "permessage-deflate; client_max_window_bits; client_max_window_bits",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; unknown",
        "permessage-deflate;",
        "foo; a=\"x, permessage-deflate, y\"",
      })
  void declinesWhatItCannotKeepOrUnderstand(String offers) {
    assertThat(answer(offers)).isNull();
  }

  @Test
  void readsAllLinesOfTheHeader() {
    Headers headers =
        Headers.of("Sec-WebSocket-Extensions", "foo")
            .with("Sec-WebSocket-Extensions", "permessage-deflate");

    assertThat(PerMessageDeflate.answer(headers)).isEqualTo(AGREED);
    assertThat(PerMessageDeflate.answer(Headers.none())).isNull();
  }

  private static String answer(String offers) {
    return PerMessageDeflate.answer(Headers.of("sec-websocket-extensions", offers));
  }
}
