package dev.anqa.examples.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArgumentsTest {
  @Test
  void servesHttpAloneUnlessItIsToldOtherwise() {
    assertThat(Arguments.of()).isEqualTo(new Arguments(4_000, null, null, null));
    assertThat(Arguments.of("--port", "0")).isEqualTo(new Arguments(0, null, null, null));
    assertThat(Arguments.of().madeForThisRun()).isFalse();
  }

  @Test
  void servesHttpsOn4040WithACertificateOfThisRun() {
    Arguments bare = Arguments.of("--https");

    assertThat(bare).isEqualTo(new Arguments(4_000, 4_040, null, null));
    assertThat(bare.madeForThisRun()).isTrue();
    assertThat(Arguments.of("--https", "0", "--port", "1"))
        .isEqualTo(new Arguments(1, 0, null, null));
    assertThat(Arguments.of("--https", "--port", "1"))
        .isEqualTo(new Arguments(1, 4_040, null, null));
  }

  @Test
  void takesACertificateOfOnesOwn() {
    Arguments own = Arguments.of("--https", "--cert", "c.pem", "--key", "k.pem");

    assertThat(own).isEqualTo(new Arguments(4_000, 4_040, Path.of("c.pem"), Path.of("k.pem")));
    assertThat(own.madeForThisRun()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4000",
        "--port",
        "--port x",
        "--https x",
        "--https --cert c.pem",
        "--https --key k.pem",
        "--cert c.pem --key k.pem",
        "--https --cert"
      })
  void saysWhatItExpectsInsteadOfWhatMakesNoSense(String line) {
    assertThatThrownBy(() -> Arguments.of(line.split(" ", -1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "numbers: "
                + line
                + " (expected: [--port N] [--https [N]] [--cert CHAIN.pem --key KEY.pem],"
                + " 0 for a free port)");
  }
}
