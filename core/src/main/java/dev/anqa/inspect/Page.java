package dev.anqa.inspect;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a listing.
 *
 * @param next for {@link PageRequest#after}; null if there is no more
 */
public record Page<T>(List<T> items, @Nullable String next) {
  /**
   * Cuts a page out of what may be one item more than it holds.
   *
   * @param cursor of an item, if it is the last of its page
   */
  static <T> Page<T> of(List<T> items, int limit, Function<? super T, ?> cursor) {
    if (items.size() <= limit) {
      return new Page<>(List.copyOf(items), null);
    }
    List<T> cut = List.copyOf(items.subList(0, limit));
    return new Page<>(cut, String.valueOf(cursor.apply(cut.getLast())));
  }
}
