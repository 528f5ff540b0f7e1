package dev.anqa.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS in both directions: who has no certificate of the cluster's authority stays out. */
final class ClusterTlsTest {
  private static final char[] PASSWORD = "secret".toCharArray();

  private final TestCluster cluster = new TestCluster();

  @TempDir private Path folder;

  private X509Bundle authority;

  @BeforeEach
  void found() throws Exception {
    authority = authority("CN=cluster");
  }

  private static X509Bundle authority(String subject) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  /** A store with a certificate of one authority, which trusts another, or the same. */
  private Path store(String name, X509Bundle issuer, X509Bundle trusted) throws Exception {
    X509Bundle own = new CertificateBuilder().ecp256().subject("CN=" + name).buildIssuedBy(issuer);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("node", own.getKeyPair().getPrivate(), PASSWORD, own.getCertificatePath());
    store.setCertificateEntry("authority", trusted.getCertificate());
    Path file = folder.resolve(name + ".p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD);
    }
    return file;
  }

  private TestNode node(String name, X509Bundle issuer) throws Exception {
    return new TestNode(cluster.node(name).tls(store(name, issuer, authority), PASSWORD));
  }

  @Test
  void connectsNodesWithCertificatesOfOneAuthority() throws Exception {
    try (TestNode a = node("a", authority);
        TestNode b = node("b", authority)) {
      a.awaitMembers("a", "b");
      a.broadcast("hello");
      b.awaitReceived("hello");
    }
  }

  /** What docs/clustering.md says. */
  @Test
  void connectsNodesThatShareAStoreMadeByKeytool() throws Exception {
    Path store = folder.resolve("cluster.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command = new ArrayList<>(List.of(keytool, "-genkeypair", "-alias", "node"));
    command.addAll(List.of("-keyalg", "EC", "-validity", "825", "-dname", "CN=chat-cluster"));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
    command.addAll(List.of("-storepass", new String(PASSWORD)));
    Process made = new ProcessBuilder(command).inheritIO().start();
    assertThat(made.waitFor()).isZero();

    try (TestNode a = new TestNode(cluster.node("a").tls(store, PASSWORD));
        TestNode b = new TestNode(cluster.node("b").tls(store, PASSWORD))) {
      a.awaitMembers("a", "b");
      a.broadcast("hello");
      b.awaitReceived("hello");
    }
  }

  @Test
  void keepsOutWhoHasACertificateOfAnotherAuthority() throws Exception {
    try (TestNode a = node("a", authority);
        TestNode stranger = node("stranger", authority("CN=else"));
        TestNode b = node("b", authority)) {
      a.awaitMembers("a", "b");
      a.broadcast("hello");
      b.awaitReceived("hello");

      assertThat(stranger.cluster.members()).containsExactly("stranger");
      assertThat(stranger.received).isEmpty();
    }
  }

  @Test
  void keepsOutWhoSpeaksWithoutTls() throws Exception {
    try (TestNode a = node("a", authority);
        TestNode plain = new TestNode(cluster.node("plain"));
        TestNode b = node("b", authority)) {
      a.awaitMembers("a", "b");
      a.broadcast("hello");
      b.awaitReceived("hello");

      assertThat(plain.cluster.members()).containsExactly("plain");
      assertThat(plain.received).isEmpty();
    }
  }

  @Test
  void demandsACertificateOfWhoConnects() throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, authority.toTrustManagerFactory().getTrustManagers(), null);
    try (TestNode _ = node("a", authority);
        SSLSocket socket =
            (SSLSocket)
                trusting
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), cluster.firstPort)) {
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                // With TLS 1.3 the client is refused behind its handshake.
                assertThat(socket.getInputStream().read()).isNotNegative();
              })
          .hasStackTraceContaining("certificate_required");
    }
  }
}
