package dev.anqa.conformance.client;

/** How a client speaks: on which transport, in which version. */
public record Dialect(Wire wire, Vsn vsn) {
  /** The same transport, in another version. */
  public Dialect in(Vsn other) {
    return new Dialect(wire, other);
  }

  @Override
  public String toString() {
    return wire.transport() + " " + vsn;
  }
}
