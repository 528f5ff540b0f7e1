package dev.anqa;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.anqa.telemetry.TelemetryEvent;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** An authority, the files of what it signs, and an endpoint that uses them. */
final class TlsFixture implements AutoCloseable {
  static final String PASSWORD = "correct horse";

  final X509Bundle authority = authority();
  final List<TelemetryEvent> events = new CopyOnWriteArrayList<>();
  final Path chain;
  final Path key;
  private final Path directory;
  private @Nullable Endpoint endpoint;

  TlsFixture(Path directory) throws Exception {
    this.directory = directory;
    this.chain = directory.resolve("chain.pem");
    this.key = directory.resolve("key.pem");
    write(server("localhost"));
  }

  static X509Bundle authority() {
    try {
      return new CertificateBuilder()
          .subject("CN=Authority")
          .setIsCertificateAuthority(true)
          .ecp256()
          .buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A certificate for this machine, by the authority. */
  X509Bundle server(String name) throws Exception {
    return serverBuilder(name).ecp256().buildIssuedBy(authority);
  }

  static CertificateBuilder serverBuilder(String name) throws Exception {
    return new CertificateBuilder()
        .subject("CN=" + name)
        .addSanDnsName("localhost")
        .addSanIpAddress(InetAddress.getLoopbackAddress());
  }

  static X509Bundle client(X509Bundle authority) throws Exception {
    return new CertificateBuilder()
        .subject("CN=client")
        .addExtendedKeyUsageClientAuth()
        .ecp256()
        .buildIssuedBy(authority);
  }

  void write(X509Bundle bundle) throws Exception {
    Files.writeString(chain, bundle.getCertificatePathPEM());
    Files.writeString(key, bundle.getPrivateKeyPEM());
  }

  Path trustFile() throws Exception {
    return Files.writeString(directory.resolve("trust.pem"), authority.getCertificatePEM());
  }

  Path store(X509Bundle bundle) throws Exception {
    Path file = directory.resolve("store.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        bundle.getKeyPair().getPrivate(),
        PASSWORD.toCharArray(),
        bundle.getCertificatePath());
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  Endpoint start(UnaryOperator<EndpointBuilder> change) {
    Endpoint started = change.apply(Endpoint.builder().noLog().telemetry(events::add)).start();
    endpoint = started;
    return started;
  }

  int port() {
    if (endpoint == null) {
      throw new IllegalStateException("not started");
    }
    return endpoint.port();
  }

  <T extends TelemetryEvent> List<T> events(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** What a client trusts and shows; no certificate for null. */
  SSLContext context(@Nullable X509Bundle own) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys = own == null ? null : own.toKeyManagerFactory().getKeyManagers();
    context.init(keys, new TrustManager[] {authority.toTrustManager()}, null);
    return context;
  }

  HttpClient http(@Nullable X509Bundle own) throws Exception {
    return HttpClient.newBuilder().sslContext(context(own)).build();
  }

  HttpResponse<String> get(HttpClient client, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(java.net.URI.create("https://localhost:" + port() + path)).build(),
        HttpResponse.BodyHandlers.ofString(ISO_8859_1));
  }

  SSLSocket connect(String... protocols) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            context(null).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(10_000);
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    return socket;
  }

  /** The certificate that a new connection is shown. */
  X509Certificate shown() throws Exception {
    try (SSLSocket socket = connect()) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @Override
  public void close() {
    if (endpoint != null) {
      endpoint.close();
    }
  }
}
