package dev.anqa.limits;

/** Where proxies say whom they forward for. */
public enum ClientAddressHeader {
  /** {@code X-Forwarded-For: client, proxy}. */
  X_FORWARDED_FOR("x-forwarded-for"),
  /** {@code Forwarded: for=client, for=proxy} (RFC 7239). */
  FORWARDED("forwarded"),
  /** Nowhere: proxies say it in the PROXY protocol alone, or not at all. */
  NONE("");

  private final String header;

  ClientAddressHeader(String header) {
    this.header = header;
  }

  /** The name of the header in lower case; empty if there is none. */
  public String header() {
    return header;
  }
}
