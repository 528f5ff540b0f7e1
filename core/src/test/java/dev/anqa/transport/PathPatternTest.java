package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code socket_path/2} of {@code lib/phoenix/endpoint.ex} promises. */
final class PathPatternTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/socket/websocket",
        "/socket/websocket/",
        "//socket//websocket",
        "/socket/web%73ocket"
      })
  void ignoresEmptySegments(String path) {
    assertThat(match("/socket/websocket", path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/socket", "/socket/websocket/x", "/Socket/websocket", "/socket%2Fwebsocket"})
  void matchesNothingElse(String path) {
    assertThat(match("/socket/websocket", path)).isNull();
  }

  @Test
  void readsVariables() {
    assertThat(match("/custom/:socket_var/:path_var/path", "/custom/123/456/path"))
        .isEqualTo(Map.of("socket_var", "123", "path_var", "456"));
  }

  @Test
  void decodesVariablesButNotThePlus() {
    assertThat(match("/ws/:id", "/ws/a%20b%2Fc+d%C3%A9")).isEqualTo(Map.of("id", "a b/c+dé"));
  }

  @Test
  void doesNotShowVariablesThatBeginWithAnUnderscore() {
    assertThat(match("/ws/:_tenant/:id", "/ws/1/2")).isEqualTo(Map.of("id", "2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%zz", "/%ff", "/a%"})
  void takesNoPathThatIsNotUtf8(String path) {
    assertThat(PathPattern.split(path)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"/ws/:", "/ws/:1", "/ws/:a/:a", "/ws/user-:id", "/ws/*", "/ws/:a-b"})
  void takesNoOtherPattern(String pattern) {
    assertThatThrownBy(() -> PathPattern.parse(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("path \"" + pattern + "\"")
        .hasMessageContaining("expected");
  }

  private static Map<String, String> match(String pattern, String path) {
    return PathPattern.parse(pattern).match(PathPattern.split(path));
  }
}
