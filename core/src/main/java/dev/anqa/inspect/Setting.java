package dev.anqa.inspect;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An option of a running endpoint, some of which can be changed while it runs. */
public final class Setting {
  private final String name;
  private final Supplier<?> value;

  /** Null if it cannot be changed. */
  private final @Nullable Consumer<String> change;

  private Setting(String name, Supplier<?> value, @Nullable Consumer<String> change) {
    this.name = name;
    this.value = value;
    this.change = change;
  }

  /** One that stays as it is. */
  public static Setting fixed(String name, Object value) {
    return new Setting(name, () -> value, null);
  }

  /**
   * One that can be changed.
   *
   * @param value what it is at the time
   * @param change takes a new value as text; throws an {@link IllegalArgumentException} that says
   *     what is expected if it is none
   */
  public static Setting changeable(String name, Supplier<?> value, Consumer<String> change) {
    return new Setting(name, value, change);
  }

  /** What it is called, such as {@code log.joins}. */
  public String name() {
    return name;
  }

  /** What it is now, as text. */
  public String value() {
    return String.valueOf(value.get());
  }

  /** Whether it can be changed while the endpoint runs. */
  public boolean isChangeable() {
    return change != null;
  }

  /**
   * Changes it, for this node and until it stops.
   *
   * @throws IllegalArgumentException if it cannot be changed, or the value is none for it
   */
  public void change(String to) {
    if (change == null) {
      throw new IllegalArgumentException(
          "%s: cannot be changed while the endpoint runs (expected: one that can)".formatted(name));
    }
    change.accept(to);
  }

  /** Name and value. */
  @Override
  public String toString() {
    return name + "=" + value();
  }
}
