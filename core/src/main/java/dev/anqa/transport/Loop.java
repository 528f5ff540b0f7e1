package dev.anqa.transport;

/** An event loop with a bounded queue of its own. */
final class Loop {
  private Loop() {}
}
