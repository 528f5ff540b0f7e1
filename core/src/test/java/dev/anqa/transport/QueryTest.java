package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code Plug.Conn.Query.decode/4} promises. */
final class QueryTest {
  @ParameterizedTest
  @MethodSource
  void reads(String query, Map<String, Object> expected) throws Refused {
    assertThat(Query.parse(query)).isEqualTo(expected);
  }

  static Stream<Arguments> reads() {
    return Stream.of(
        arguments("", Map.of()),
        arguments("foo=bar", Map.of("foo", "bar")),
        arguments("foo=bar&baz=bat", Map.of("foo", "bar", "baz", "bat")),
        arguments("foo=bar&foo=baz", Map.of("foo", "baz")),
        arguments("foo", Map.of("foo", "")),
        arguments("foo=", Map.of("foo", "")),
        arguments("=v", Map.of("", "v")),
        arguments("&&a=1&&b=2&", Map.of("a", "1", "b", "2")),
        arguments("a=b=c", Map.of("a", "b=c")),
        arguments("a+b=c+d", Map.of("a b", "c d")),
        arguments("a%2Bb=%C3%A9%26", Map.of("a+b", "é&")),
        arguments("a%5Bb%5D=1", Map.of("a", Map.of("b", "1"))),
        arguments("a[]=1&a[]=2", Map.of("a", List.of("1", "2"))),
        arguments("a[b]=1&a[c]=2", Map.of("a", Map.of("b", "1", "c", "2"))),
        arguments("a[b]=1&a[b]=2", Map.of("a", Map.of("b", "2"))),
        arguments("a[b][c]=1&a[b][d]=2", Map.of("a", Map.of("b", Map.of("c", "1", "d", "2")))),
        arguments("a[b][]=1&a[b][]=2", Map.of("a", Map.of("b", List.of("1", "2")))),
        arguments("a[][b]=1&a[][c]=2", Map.of("a", List.of(Map.of("b", "1", "c", "2")))),
        arguments("a[][]=1&a[][]=2", Map.of("a", List.of(List.of("1", "2")))),
        arguments("a[]", Map.of("a", List.of(""))),
        arguments("a[b", Map.of("a[b", "")),
        arguments("a]=1", Map.of("a]", "1")),
        arguments("[a]=1", Map.of("[a]", "1")),
        arguments("a[b]c=1", Map.of("a[b]c", "1")),
        arguments("a[b]c]=1", Map.of("a", Map.of("b]c", "1"))));
  }

  /** A list or map counts from where it first came. */
  @ParameterizedTest
  @MethodSource
  void letsTheLastKindWin(String query, Object expected) throws Refused {
    assertThat(Query.parse(query)).isEqualTo(Map.of("a", expected));
  }

  static Stream<Arguments> letsTheLastKindWin() {
    return Stream.of(
        arguments("a=1&a[]=2", List.of("2")),
        arguments("a[]=1&a=2", "2"),
        arguments("a=1&a[b]=2", Map.of("b", "2")),
        arguments("a[b]=1&a=2&a[c]=3", "2"),
        arguments("a[]=1&a[b]=2", Map.of("b", "2")),
        arguments("a[b]=1&a[]=2", List.of("2")));
  }

  @Test
  void letsVariablesOfThePathWin() throws Refused {
    assertThat(Query.parse("id=1&x=2", Map.of("id", "7"))).isEqualTo(Map.of("id", "7", "x", "2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a=%ZZ", "a=%", "a=%4", "%=1", "a=%FF", "a=%C3", "a=\u00ff", "a=%ED%A0%80"})
  void refusesWhatIsNotPercentEncodedUtf8(String query) {
    assertRefused(query, 400, "query: not percent-encoded UTF-8");
  }

  @Test
  void refusesMoreThanAMillionBytes() throws Refused {
    String value = "v".repeat(Query.MAX_LENGTH - 2);

    assertThat(Query.parse("a=" + value)).containsOnlyKeys("a");
    assertRefused("ab=" + value, 414, "query of 1000001 bytes");
  }

  @Test
  void refusesMoreThan1000Parameters() throws Refused {
    assertThat(Query.parse("a=1&".repeat(1_000))).containsOnlyKeys("a");
    assertRefused("a=1&".repeat(1_001), 400, "query: more than 1000 parameters");
  }

  @Test
  void refusesMoreThan32Levels() throws Refused {
    assertThat(Query.parse("a" + "[b]".repeat(32))).containsOnlyKeys("a");
    assertRefused("a" + "[b]".repeat(33), 400, "query: more than 32 levels");
  }

  @Test
  void cannotBeChangedByWhoReadsIt() throws Refused {
    Map<String, Object> params = Query.parse("a[b]=1&l[]=2");

    assertThatThrownBy(params::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(((Map<?, ?>) params.get("a"))::clear)
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(((List<?>) params.get("l"))::clear)
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static void assertRefused(String query, int status, String reason) {
    assertThatThrownBy(() -> Query.parse(query))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.response().status()).isEqualTo(status);
              assertThat(refused.reason()).isEqualTo(reason);
            });
  }
}
