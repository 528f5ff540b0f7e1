package dev.anqa.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Row 120 of {@code socket_test.exs}, and what is told of a value that is not there. */
final class AssignsTest {
  @Test
  void holdsAValueUnderItsName() {
    Assigns assigns = Assigns.none().with("user", "ann");

    assertThat(assigns.value("user", String.class)).isEqualTo("ann");
    assertThat(assigns.find("user", String.class)).contains("ann");
    assertThat(assigns.find("role", String.class)).isEmpty();
  }

  @Test
  void takesManyValuesAtOnce() {
    assertThat(Assigns.none().with(Map.of("a", 1, "b", 2)).asMap())
        .isEqualTo(Map.of("a", 1, "b", 2));
  }

  @Test
  void overwritesTheValueUnderAName() {
    assertThat(Assigns.of(Map.of("a", 1, "b", 1)).with("a", "two").asMap())
        .isEqualTo(Map.of("a", "two", "b", 1));
  }

  @Test
  void mergesManyValuesOverThoseThatAreThereAndLeavesTheOldOnesAlone() {
    Assigns old = Assigns.of(Map.of("a", 1, "b", 1));

    assertThat(old.with(Map.of("b", 2, "c", 2)).asMap()).isEqualTo(Map.of("a", 1, "b", 2, "c", 2));
    assertThat(old.asMap()).isEqualTo(Map.of("a", 1, "b", 1));
  }

  @Test
  void keepsWhatItWasMadeOf() {
    Map<String, Object> values = new HashMap<>(Map.of("a", 1));
    Assigns assigns = Assigns.of(values);
    values.put("a", 2);

    assertThat(assigns.asMap()).isEqualTo(Map.of("a", 1));
    assertThatThrownBy(() -> assigns.asMap().put("b", 2))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void saysWhichNamesThereAreWhenOneIsNot() {
    assertThatThrownBy(() -> Assigns.of(Map.of("user", 7)).value("usr", Integer.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no assign \"usr\" (there are: [user])");
  }

  @Test
  void saysTheTypeOfAValueThatIsOfAnotherOne() {
    assertThatThrownBy(() -> Assigns.of(Map.of("user", 7)).find("user", String.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("assign \"user\" is a java.lang.Integer (expected: java.lang.String)");
  }

  @Test
  void showsNamesAndNoValues() {
    assertThat(Assigns.of(Map.of("password", "secret"))).hasToString("Assigns[password]");
  }
}
