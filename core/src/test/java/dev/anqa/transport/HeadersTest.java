package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Header lines, and what else a request's text is taken apart into. */
final class HeadersTest {
  @Test
  void findsLinesWhateverTheirCase() {
    Headers headers = Headers.of("X-One", "1").with("x-two", "2").with("x-ONE", "3");

    assertThat(headers.first("x-one")).isEqualTo("1");
    assertThat(headers.all("X-ONE")).containsExactly("1", "3");
    assertThat(headers.first("x-three")).isNull();
    assertThat(headers.without("X-One").lines()).containsExactly(entry("x-two", "2"));
    assertThat(headers).hasToString("[x-one, x-two, x-one]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a\n", "é", "a\u0000"})
  void takesNoNameThatIsNoToken(String name) {
    assertThatThrownBy(() -> Headers.of(name, "v"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: a token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nset-cookie: x", "a\nb", "\u0000", "\u007f", "\u20ac"})
  void takesNoValueThatCouldBecomeALineOfItsOwn(String value) {
    assertThatThrownBy(() -> HttpResponse.empty(200).with("x", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no line breaks");
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, example.com, -1",
    "example.com:81, example.com, 81",
    "example.com:, example.com, -1",
    "127.0.0.1:4000, 127.0.0.1, 4000",
    "[::1]:4000, ::1, 4000",
    "[::1], ::1, -1"
  })
  void readsHostAndPort(String text, String host, int port) {
    assertThat(Authority.parse(text)).isEqualTo(new Authority(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":80",
        "a:b",
        "a:-1",
        "a:65536",
        "a:123456",
        "a b",
        "a/b",
        "a@b",
        "[::1",
        "[]",
        "[x]"
      })
  void takesNothingElseForAHost(String text) {
    assertThat(Authority.parse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/a%20b?c=%41, http://h.com:81/a%20b?c=%41",
    "/a|b\"?c={d}, http://h.com:81/a%7Cb%22?c=%7Bd%7D",
    "/100%?5%, http://h.com:81/100%25?5%25",
    "/[x]?a[]=1, http://h.com:81/%5Bx%5D?a[]=1",
    "/, http://h.com:81/"
  })
  void makesAUriOfWhatWasAskedFor(String target, String uri) {
    assertThat(Requests.get(target).header("host", "h.com:81").build().uri()).hasToString(uri);
  }

  @Test
  void knowsThePortOfTheScheme() {
    HttpRequest request = Requests.get("/").scheme("https").header("host", "[::1]").build();

    assertThat(request.host()).isEqualTo("::1");
    assertThat(request.port()).isEqualTo(443);
    assertThat(request.uri()).hasToString("https://[::1]/");
    assertThat(Requests.get("/").build().host()).isEmpty();
  }

  @Test
  void takesNoStatusThatIsNone() {
    assertThatThrownBy(() -> HttpResponse.empty(101))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("status: 101 (expected: 200 to 599)");
  }
}
