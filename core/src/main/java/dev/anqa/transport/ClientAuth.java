package dev.anqa.transport;

/** Whether clients are asked for a certificate of their own (RFC 8446, 4.3.2). */
public enum ClientAuth {
  /** They are not asked; the default. */
  NONE,

  /** They are asked; who has none may connect, who shows one that is not trusted may not. */
  WANT,

  /** Who shows none that is trusted may not connect. */
  REQUIRE
}
