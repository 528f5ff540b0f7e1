package dev.anqa.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One topic, as most have it, and more. */
final class ByTopicTest {
  private final ByTopic<String> values = new ByTopic<>();

  @Test
  void isEmptyAtFirst() {
    assertThat(values.get("a")).isNull();
    assertThat(values.size()).isZero();
    assertThat(values.values()).isEmpty();
  }

  @Test
  void holdsReplacesAndRemovesOne() {
    values.put("a", "1");
    values.put("a", "2");
    values.remove("b");

    assertThat(values.get("a")).isEqualTo("2");
    assertThat(values.get("b")).isNull();
    assertThat(values.size()).isEqualTo(1);

    values.remove("a");

    assertThat(values.size()).isZero();
  }

  @Test
  void holdsReplacesAndRemovesSeveral() {
    values.put("a", "1");
    values.put("b", "2");
    values.put("c", "3");
    values.put("b", "4");
    values.remove("a");

    assertThat(values.get("a")).isNull();
    assertThat(values.get("b")).isEqualTo("4");
    assertThat(values.values()).containsExactlyInAnyOrder("4", "3");

    values.remove("b");
    values.remove("c");
    values.put("d", "5");

    assertThat(values.values()).containsExactly("5");
  }

  @Test
  void mayBeChangedWhileItIsLookedThrough() {
    values.put("a", "1");
    for (String each : values.values()) {
      values.remove("a");
      values.put("b", each);
    }
    values.put("c", "2");
    for (String each : values.values()) {
      values.remove(each.equals("1") ? "b" : "c");
    }

    assertThat(values.size()).isZero();
  }

  @Test
  void isEmptyWhenItWasCleared() {
    values.put("a", "1");
    values.put("b", "2");
    values.clear();

    assertThat(values.size()).isZero();
    assertThat(values.get("a")).isNull();
  }
}
