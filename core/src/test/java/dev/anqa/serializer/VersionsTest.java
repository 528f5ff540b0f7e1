package dev.anqa.serializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How Phoenix chooses a serializer by {@code vsn}. */
final class VersionsTest {
  private final Versions versions = Versions.standard(JacksonJson.standard());

  @ParameterizedTest
  @CsvSource({
    "1.0.0, V1",
    "1.0.5, V1",
    "1.0.999999999999999999, V1",
    "2.0.0, V2",
    "2.0.1, V2",
    "2.0.0+build.7, V2"
  })
  void choosesByVersion(String vsn, String name) {
    assertThat(versions.negotiate(vsn))
        .isInstanceOfSatisfying(
            Versions.Result.Matched.class,
            matched -> assertThat(matched.serializer().name()).isEqualTo(name));
  }

  @Test
  void takesAClientThatSaysNothingForVersionOne() {
    assertThat(versions.negotiate(null)).isEqualTo(versions.negotiate("1.0.0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.0",
        "2.1.0",
        "123.1.1",
        "0.0.0",
        "3.0.0",
        "2.0.0-rc.0",
        "1.0.5-rc.0",
        "1.1.0-a"
      })
  void refusesVersionsOfNobody(String vsn) {
    assertThat(versions.negotiate(vsn))
        .isEqualTo(new Versions.Result.Unsupported(vsn, List.of("~> 1.0.0", "~> 2.0.0")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "2.0",
        "2.0.0.0",
        "02.0.0",
        "2.00.0",
        "2.0.0-",
        "2.0.0+",
        "2.0.0-a..b",
        " 2.0.0",
        "2.0.0 ",
        "v2.0.0",
        "2.0.x",
        "-2.0.0",
        "\u0662.0.0",
        "2.0.0\n"
      })
  void refusesWhatIsNoVersion(String vsn) {
    assertThat(versions.negotiate(vsn)).isEqualTo(new Versions.Result.Invalid(vsn));
  }

  @Test
  void refusesListsAndMaps() {
    assertThat(versions.negotiate(List.of("1.0.0")))
        .isEqualTo(new Versions.Result.Invalid("[1.0.0]"));
    assertThat(versions.negotiate(Map.of("a", "1")))
        .isEqualTo(new Versions.Result.Invalid("{a=1}"));
  }

  @Test
  void readsNoMegabyteOfVersion() {
    String hostile = "2.0.0-" + "a.".repeat(500_000) + "a";
    assertThat(versions.negotiate(hostile)).isEqualTo(new Versions.Result.Invalid(hostile));
  }

  @Test
  void choosesTheFirstThatMatches() {
    Serializer first = new V2(JacksonJson.standard(), JsonLimits.standard());
    Versions own =
        Versions.of(
            new Versions.Entry(first, "~> 2.1"),
            new Versions.Entry(new V1(JacksonJson.standard(), JsonLimits.standard()), "~> 2.0"));

    assertThat(own.negotiate("2.7.3")).isEqualTo(new Versions.Result.Matched(first));
    assertThat(own.negotiate("2.0.3")).isNotEqualTo(new Versions.Result.Matched(first));
    assertThat(own.negotiate("3.0.0")).isInstanceOf(Versions.Result.Unsupported.class);
    assertThat(own.entries())
        .extracting(Versions.Entry::requirement)
        .containsExactly("~> 2.1", "~> 2.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2.0.0", ">= 2.0.0", "~> 2", "~>2.0.0", "~> 2.0.0-rc", "~> 02.0"})
  void saysWhatARequirementLooksLike(String requirement) {
    Serializer serializer = new V2(JacksonJson.standard(), JsonLimits.standard());
    assertThatThrownBy(() -> new Versions.Entry(serializer, requirement))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "requirement: \"" + requirement + "\" (expected: such as \"~> 2.0.0\" or \"~> 2.0\")");
  }

  @Test
  void offersAtLeastOneSerializer() {
    assertThatThrownBy(Versions::of).hasMessage("no serializer (expected: at least one)");
  }
}
