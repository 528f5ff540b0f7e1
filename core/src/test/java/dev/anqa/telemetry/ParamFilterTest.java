package dev.anqa.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Phoenix's {@code logger_test.exs}: rows 193 and 194, and row 123. */
final class ParamFilterTest {
  private static final URI OBJECT = URI.create("http://localhost/password");

  @Test
  void discardsPasswordsAndTokensByDefault() {
    assertThat(
            ParamFilter.standard()
                .filter(Map.of("password", "x", "csrf_token", 1, "Password", "y", "name", "z")))
        .isEqualTo(
            Map.of(
                "password",
                "[FILTERED]",
                "csrf_token",
                "[FILTERED]",
                "Password",
                "y",
                "name",
                "z"));
  }

  @Test
  void discardsInNestedMapsAndListsOfMaps() {
    ParamFilter filter = ParamFilter.discard("password");

    assertThat(filter.filter(Map.of("user", Map.of("a", 1, "password", List.of("s")))))
        .isEqualTo(Map.of("user", Map.of("a", 1, "password", "[FILTERED]")));
    assertThat(filter.filter(List.of(Map.of("old_password", "s"), "text")))
        .isEqualTo(List.of(Map.of("old_password", "[FILTERED]"), "text"));
  }

  @Test
  void discardLeavesObjectsAndKeysAloneThatAreNoText() {
    Map<Object, Object> params = new HashMap<>();
    params.put("file", OBJECT);
    params.put(List.of("password"), "kept");
    params.put(null, null);

    assertThat(ParamFilter.discard("password").filter(params)).isEqualTo(params);
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo=bar&password=123&name=x", "foo=bar&password=123", "%&password=s&="})
  void discardsAWholeTextThatHoldsASecretAsAFormDoes(String text) {
    assertThat(ParamFilter.standard().filter(Map.of("form", text)))
        .isEqualTo(Map.of("form", "[FILTERED]"));
  }

  @Test
  void keepsTextThatOnlySpeaksOfASecret() {
    assertThat(ParamFilter.standard().filter("my password is lost"))
        .isEqualTo("my password is lost");
  }

  @Test
  void keepsOnlyNamedKeysAndWhatIsBelowThem() {
    ParamFilter filter = ParamFilter.keep("id");

    assertThat(filter.filter(Map.of("id", 1, "ids", 2, "a", List.of("x", Map.of("id", 3)))))
        .isEqualTo(
            Map.of("id", 1, "ids", "[FILTERED]", "a", List.of("[FILTERED]", Map.of("id", 3))));
    assertThat(filter.filter(Map.of("id", Map.of("password", "shown"))))
        .isEqualTo(Map.of("id", Map.of("password", "shown")));
  }

  @Test
  void keepFiltersObjectsAndNull() {
    Map<String, Object> params = new HashMap<>();
    params.put("file", OBJECT);
    params.put("none", null);

    assertThat(ParamFilter.keep("id").filter(params))
        .isEqualTo(Map.of("file", "[FILTERED]", "none", "[FILTERED]"));
  }

  @Test
  void leavesTheTreeItIsGivenAsItWas() {
    Map<String, Object> params = new HashMap<>(Map.of("password", "s"));

    ParamFilter.standard().filter(params);

    assertThat(params).isEqualTo(Map.of("password", "s"));
  }

  @Test
  void refusesATermThatWouldFilterEverything() {
    assertThatThrownBy(() -> ParamFilter.discard("password", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("discard: \"\"");
  }
}
