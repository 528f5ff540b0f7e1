package dev.anqa.token;

/** What {@link Token#verify} found. */
public sealed interface TokenResult {
  /**
   * The token is right and of age.
   *
   * @param data what was signed
   */
  record Ok(String data) implements TokenResult {}

  /** It was right, and is too old. */
  record Expired() implements TokenResult {}

  /** It was not signed with this secret and salt, or was changed since, or is none at all. */
  record Invalid() implements TokenResult {}

  /** There was no token. */
  record Missing() implements TokenResult {}
}
