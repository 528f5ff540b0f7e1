package dev.anqa.transport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a listener: what it shows of itself and asks of clients. Not for more than one thread;
 * read when the endpoint starts.
 *
 * <pre>{@code
 * Endpoint.builder()
 *     .http(4000, o -> o.redirectToHttps(4040))
 *     .https(4040, TlsOptions.pem(Path.of("fullchain.pem"), Path.of("privkey.pem")))
 * }</pre>
 *
 * <p>The files are read again when they have changed, see {@link #checkFilesEvery}. Connections
 * that stand keep the certificate that they began with. If what is there now cannot be used, such
 * as a key that does not belong to its certificate, the one before stays, and an event tells.
 *
 * <p>The JDK does the cryptography, or OpenSSL where the application has added it, see {@link
 * #provider}.
 */
public final class TlsOptions {
  private static final Set<String> KNOWN_PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  private final TlsFiles.Source identity;
  private TlsFiles.@Nullable Source trust; // Null for nobody.
  private ClientAuth clientAuth = ClientAuth.NONE;
  private TlsProvider provider = TlsProvider.AUTO;
  private List<String> protocols = List.of("TLSv1.3", "TLSv1.2");
  private Duration checkFilesEvery = Duration.ofSeconds(10);
  private @Nullable Duration hsts; // Null to say nothing.

  private TlsOptions(TlsFiles.Source identity) {
    this.identity = identity;
  }

  /**
   * A certificate in PEM, as an ACME client writes it.
   *
   * @param chain the server's certificate first, then those that lead to the root
   * @param key its private key, in PKCS #8 ({@code BEGIN PRIVATE KEY}), not encrypted; may be the
   *     same file
   */
  public static TlsOptions pem(Path chain, Path key) {
    return new TlsOptions(
        new TlsFiles.Pem(
            Objects.requireNonNull(chain, "chain"), Objects.requireNonNull(key, "key")));
  }

  /** A certificate and its key in a PKCS #12 key store, which has one entry with a key. */
  public static TlsOptions pkcs12(Path file, String password) {
    return new TlsOptions(
        new TlsFiles.Pkcs12(
            Objects.requireNonNull(file, "file"), Objects.requireNonNull(password, "password")));
  }

  /**
   * Whether clients are asked for a certificate; not, by default. It is the request's {@link
   * HttpRequest#peerCertificate}, and {@code connect} sees it with {@link
   * ConnectInfoKey#PEER_DATA}.
   */
  public TlsOptions clientAuth(ClientAuth clientAuth) {
    this.clientAuth = Objects.requireNonNull(clientAuth, "clientAuth");
    return this;
  }

  /**
   * What does the cryptography; {@link TlsProvider#AUTO} by default. If it does not work here, the
   * endpoint does not start.
   */
  public TlsOptions provider(TlsProvider provider) {
    this.provider = Objects.requireNonNull(provider, "provider");
    return this;
  }

  /** Trusts clients whose certificates lead to one of those in a file of PEM. */
  public TlsOptions trustPem(Path certificates) {
    this.trust = new TlsFiles.Pem(Objects.requireNonNull(certificates, "certificates"), null);
    return this;
  }

  /** Trusts clients whose certificates lead to one of those in a PKCS #12 key store. */
  public TlsOptions trustPkcs12(Path file, String password) {
    this.trust =
        new TlsFiles.Pkcs12(
            Objects.requireNonNull(file, "file"), Objects.requireNonNull(password, "password"));
    return this;
  }

  /**
   * The versions that are spoken; {@code TLSv1.3} and {@code TLSv1.2} by default, and there are no
   * others (RFC 8996).
   *
   * @throws IllegalArgumentException if there is none, or one that is not known
   */
  public TlsOptions protocols(String... protocols) {
    Set<String> chosen = new LinkedHashSet<>(List.of(protocols));
    if (chosen.isEmpty() || !KNOWN_PROTOCOLS.containsAll(chosen)) {
      throw new IllegalArgumentException(
          "protocols: %s (expected: TLSv1.3, TLSv1.2 or both)".formatted(chosen));
    }
    this.protocols = List.copyOf(chosen);
    return this;
  }

  /**
   * How often the files are looked at for changes, at most: it is done when a client connects; 10 s
   * by default. The first connection behind a change may still get what was there before.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public TlsOptions checkFilesEvery(Duration interval) {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("checkFilesEvery: " + interval + " (expected: > 0)");
    }
    this.checkFilesEvery = interval;
    return this;
  }

  /**
   * Has browsers use HTTPS alone for this host, for that long after each answer, even if they are
   * told an {@code http} address (RFC 6797); off by default. Hard to take back: begin with minutes.
   *
   * @param maxAge in whole seconds; zero takes it back
   * @throws IllegalArgumentException if it is negative
   */
  public TlsOptions hsts(Duration maxAge) {
    if (maxAge.isNegative()) {
      throw new IllegalArgumentException("hsts: " + maxAge + " (expected: >= 0)");
    }
    this.hsts = maxAge;
    return this;
  }

  TlsFiles.Source identity() {
    return identity;
  }

  TlsFiles.@Nullable Source trust() {
    return trust;
  }

  ClientAuth clientAuth() {
    return clientAuth;
  }

  TlsProvider provider() {
    return provider;
  }

  List<String> protocols() {
    return protocols;
  }

  Duration checkFilesEvery() {
    return checkFilesEvery;
  }

  @Nullable Duration hsts() {
    return hsts;
  }

  /** All files that are read. */
  List<Path> files() {
    List<Path> files = new ArrayList<>(identity.files());
    if (trust != null) {
      files.addAll(trust.files());
    }
    return files;
  }
}
