package dev.anqa.benchmarks.soak;

/** What a {@link Client} is there for. Called on the thread of its {@link ClientLoop}. */
interface Role {
  /** It is connected. */
  void opened(Client client);

  /** A text came. */
  void received(Client client, String text);

  /** The server ended the connection, or refused it; not called for one that ended it itself. */
  void closed(Client client, String why);
}
