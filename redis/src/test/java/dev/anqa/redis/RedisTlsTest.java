package dev.anqa.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.pubsub.AdapterEvent.Disconnected;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that speaks TLS only, and asks for certificates of one authority. */
final class RedisTlsTest {
  @TempDir private Path folder;

  private X509Bundle authority;
  private RedisServer server;

  @BeforeEach
  void start() throws Exception {
    authority = authority("CN=redis");
    write("ca", authority);
    write("server", issued("CN=server", authority, "localhost"));
    write("client", issued("CN=client", authority, "client"));
    server =
        RedisServer.startTls(
            "--tls-cert-file", file("server.pem").toString(),
            "--tls-key-file", file("server.key").toString(),
            "--tls-ca-cert-file", file("ca.pem").toString());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static X509Bundle authority(String subject) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static X509Bundle issued(String subject, X509Bundle issuer, String dns) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .addSanDnsName(dns)
        .buildIssuedBy(issuer);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void write(String name, X509Bundle bundle) throws Exception {
    Files.writeString(file(name + ".pem"), bundle.getCertificatePathPEM());
    Files.writeString(file(name + ".key"), bundle.getPrivateKeyPEM());
  }

  private RedisBuilder builder(String host) {
    return Redis.at("rediss://" + host + ":" + server.port())
        .maxReconnectDelay(Duration.ofMillis(200));
  }

  private void staysOut(RedisBuilder builder, String reason) {
    try (TestNode node = new TestNode(builder)) {
      assertThat(node.awaitEvents(Disconnected.class, 1).getFirst().reason()).contains(reason);
    }
  }

  private RedisBuilder trusted(String host) {
    return builder(host).trust(file("ca.pem")).certificate(file("client.pem"), file("client.key"));
  }

  @Test
  void connectsWithACertificateOfTheAuthority() {
    try (TestNode a = new TestNode(trusted("localhost"));
        TestNode b = new TestNode(trusted("localhost"))) {
      assertThat(a.of(Disconnected.class)).isEmpty();
      a.broadcast("hello");
      b.awaitReceived("hello");
    }
  }

  @Test
  void believesNoServerOfAnUnknownAuthority() throws Exception {
    write("other", authority("CN=other"));

    staysOut(trusted("localhost").trust(file("other.pem")), "valid");
    staysOut(builder("localhost"), "valid certification path");
  }

  @Test
  void believesNoServerWithTheNameOfAnother() {
    staysOut(trusted("127.0.0.1"), "127.0.0.1");
  }

  @Test
  void staysOutWithoutACertificateOfItsOwn() {
    staysOut(builder("localhost").trust(file("ca.pem")), "localhost:" + server.port());
  }

  @Test
  void readsCertificatesAnew() throws Exception {
    Path trust = file("changing.pem");
    Files.writeString(trust, authority("CN=other").getCertificatePEM());
    try (TestNode a = new TestNode(trusted("localhost").trust(trust))) {
      a.awaitEvents(Disconnected.class, 1);

      Files.copy(file("ca.pem"), trust, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

      a.awaitEvents(dev.anqa.pubsub.AdapterEvent.Connected.class, 1);
    }
  }
}
