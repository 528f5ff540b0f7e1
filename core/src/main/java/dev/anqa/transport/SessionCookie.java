package dev.anqa.transport;

import java.util.Objects;

/**
 * How a mount finds the session of the web application; {@code session: …} in Phoenix's {@code
 * connect_info}.
 *
 * @param name of the cookie
 * @param store makes a session out of its value
 * @param csrfTokenKey where the session keeps its CSRF state of 24 characters
 */
public record SessionCookie(String name, SessionStore store, String csrfTokenKey) {
  /** Where Plug keeps the CSRF state. */
  public static final String CSRF_TOKEN_KEY = "_csrf_token";

  /** Checks that all is there. */
  public SessionCookie {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(csrfTokenKey, "csrfTokenKey");
  }

  /** A session whose CSRF state is kept where Plug keeps it. */
  public SessionCookie(String name, SessionStore store) {
    this(name, store, CSRF_TOKEN_KEY);
  }
}
