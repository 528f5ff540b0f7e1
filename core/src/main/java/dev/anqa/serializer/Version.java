package dev.anqa.serializer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version by Semantic Versioning 2.0.0, as far as negotiation needs it. */
record Version(long major, long minor, long patch, boolean preRelease) {
  /** More than anybody writes; the grammar is not for a hostile megabyte. */
  private static final int MAX_LENGTH = 100;

  private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
  private static final String LABELS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
  private static final Pattern SYNTAX =
      Pattern.compile(
          NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(-" + LABELS + ")?(?:\\+" + LABELS + ")?");
  private static final Pattern REQUIREMENT =
      Pattern.compile("~> " + NUMBER + "\\." + NUMBER + "(?:\\." + NUMBER + ")?");

  /** The version that a text says; null if it says none. */
  static @Nullable Version parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (text.length() > MAX_LENGTH || !matcher.matches()) {
      return null;
    }
    return new Version(
        Long.parseLong(matcher.group(1)),
        Long.parseLong(matcher.group(2)),
        Long.parseLong(matcher.group(3)),
        matcher.group(4) != null);
  }

  /** Checks what {@link #matches} takes. */
  static void checkRequirement(String requirement) {
    if (!REQUIREMENT.matcher(requirement).matches()) {
      throw new IllegalArgumentException(
          "requirement: \"" + requirement + "\" (expected: such as \"~> 2.0.0\" or \"~> 2.0\")");
    }
  }

  /**
   * Whether this is at least the requirement's version, and all but its last number is the same.
   */
  boolean matches(String requirement) {
    Matcher matcher = REQUIREMENT.matcher(requirement);
    if (preRelease || !matcher.matches() || major != Long.parseLong(matcher.group(1))) {
      return false;
    }
    long wanted = Long.parseLong(matcher.group(2));
    return matcher.group(3) == null
        ? minor >= wanted
        : minor == wanted && patch >= Long.parseLong(matcher.group(3));
  }
}
