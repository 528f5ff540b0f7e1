package dev.anqa.inspect;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a listing is wanted.
 *
 * @param after the {@link Page#next} of the page before; null for the first
 * @param limit at most so many items, 1 to {@value #MAX_LIMIT}
 */
public record PageRequest(@Nullable String after, int limit) {
  /** The largest page. */
  public static final int MAX_LIMIT = 1_000;

  /** Checks the limit. */
  public PageRequest {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit: %d (expected: 1 to %d)".formatted(limit, MAX_LIMIT));
    }
  }

  /** The first items of a listing. */
  public static PageRequest first(int limit) {
    return new PageRequest(/* after= */ null, limit);
  }

  /** The cursor of a listing that is ordered by numbers; 0 for the first page. */
  long afterNumber() {
    if (after == null) {
      return 0;
    }
    try {
      return Long.parseLong(after);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "after: \"%s\" (expected: the number of the last item of the page before)"
              .formatted(after),
          e);
    }
  }
}
