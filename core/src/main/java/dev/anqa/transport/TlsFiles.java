package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads keys and certificates; what is wrong with them is said with the file's name. */
final class TlsFiles {
  /** RFC 7468, 3; other text may stand around it. */
  private static final Pattern PEM_BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]+?)-----END \\1-----");

  private static final byte[] PROBE = {1, 2, 3, 4};

  private TlsFiles() {}

  /** Where keys and certificates are. */
  sealed interface Source {
    /** All files of it. */
    List<Path> files();
  }

  /**
   * Files in PEM.
   *
   * @param key null if certificates alone are wanted
   */
  record Pem(Path certificates, @Nullable Path key) implements Source {
    @Override
    public List<Path> files() {
      return key == null ? List.of(certificates) : List.of(certificates, key);
    }
  }

  /** A key store. */
  record Pkcs12(Path file, String password) implements Source {
    @Override
    public List<Path> files() {
      return List.of(file);
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "Pkcs12[" + file + "]";
    }
  }

  /** A key, and the chain of its certificate, which comes first. */
  record Identity(PrivateKey key, List<X509Certificate> chain) {}

  /** Reads a key and its certificate, and sees to it that they belong together. */
  static Identity identity(Source source) throws IOException, GeneralSecurityException {
    Identity identity =
        switch (source) {
          case Pem(Path certificates, Path key) when key != null -> pemIdentity(certificates, key);
          case Pem(Path certificates, _) -> pemIdentity(certificates, certificates);
          case Pkcs12 it -> storeIdentity(it);
        };
    if (!belongTogether(identity)) {
      throw new GeneralSecurityException(
          "%s: the private key does not belong to the certificate of %s"
              .formatted(
                  source.files().getLast(),
                  identity.chain().getFirst().getSubjectX500Principal().getName()));
    }
    return identity;
  }

  /** Reads certificates, at least one. */
  static List<X509Certificate> certificates(Source source)
      throws IOException, GeneralSecurityException {
    return switch (source) {
      case Pem(Path certificates, _) -> pemCertificates(certificates);
      case Pkcs12 it -> storeCertificates(it);
    };
  }

  private static Identity pemIdentity(Path certificates, Path key)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = pemCertificates(certificates);
    byte[] encoded = pemKey(key);
    String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
    try {
      PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(encoded);
      return new Identity(KeyFactory.getInstance(algorithm).generatePrivate(spec), chain);
    } catch (InvalidKeySpecException e) {
      throw new GeneralSecurityException(
          "%s: no private key of the certificate's kind, %s".formatted(key, algorithm), e);
    }
  }

  private static byte[] pemKey(Path file) throws IOException, GeneralSecurityException {
    Matcher blocks = PEM_BLOCK.matcher(text(file));
    String others = "";
    while (blocks.find()) {
      if (blocks.group(1).equals("PRIVATE KEY")) {
        return decode(file, blocks.group(2));
      }
      others += " " + blocks.group(1);
    }
    if (others.contains("PRIVATE KEY")) { // Encrypted, or in a format of one algorithm.
      throw new GeneralSecurityException(
          "%s: has%s (expected: PRIVATE KEY). To convert it: openssl pkcs8 -topk8 -nodes -in %s"
              .formatted(file, others, file));
    }
    throw new GeneralSecurityException(file + ": no private key (expected: BEGIN PRIVATE KEY)");
  }

  private static List<X509Certificate> pemCertificates(Path file)
      throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Matcher blocks = PEM_BLOCK.matcher(text(file));
    List<X509Certificate> certificates = new ArrayList<>();
    while (blocks.find()) {
      if (blocks.group(1).equals("CERTIFICATE")) {
        InputStream encoded = new ByteArrayInputStream(decode(file, blocks.group(2)));
        certificates.add((X509Certificate) factory.generateCertificate(encoded));
      }
    }
    return atLeastOne(file, certificates);
  }

  private static byte[] decode(Path file, String base64) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(file + ": no base64: " + e.getMessage(), e);
    }
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static IOException unreadable(Path file, IOException cause) {
    return new IOException("%s: cannot be read (%s)".formatted(file, cause), cause);
  }

  private static KeyStore open(Pkcs12 source) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(source.file())) {
      store.load(in, source.password().toCharArray());
    } catch (IOException e) { // The JDK's way to say that the password is wrong, too.
      throw unreadable(source.file(), e);
    }
    return store;
  }

  private static Identity storeIdentity(Pkcs12 source)
      throws IOException, GeneralSecurityException {
    KeyStore store = open(source);
    for (String alias : Collections.list(store.aliases())) {
      if (store.getKey(alias, source.password().toCharArray()) instanceof PrivateKey key) {
        List<X509Certificate> chain =
            Arrays.stream(store.getCertificateChain(alias))
                .map(X509Certificate.class::cast)
                .toList();
        return new Identity(key, atLeastOne(source.file(), chain));
      }
    }
    throw new GeneralSecurityException(source.file() + ": no entry with a private key");
  }

  private static List<X509Certificate> storeCertificates(Pkcs12 source)
      throws IOException, GeneralSecurityException {
    KeyStore store = open(source);
    List<X509Certificate> certificates = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      Certificate certificate = store.getCertificate(alias);
      if (certificate instanceof X509Certificate x509) {
        certificates.add(x509);
      }
    }
    return atLeastOne(source.file(), certificates);
  }

  private static List<X509Certificate> atLeastOne(Path file, List<X509Certificate> certificates)
      throws GeneralSecurityException {
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException(file + ": no certificate");
    }
    return List.copyOf(certificates);
  }

  /** Nothing else would notice before the first client. */
  private static boolean belongTogether(Identity identity) throws GeneralSecurityException {
    String algorithm = identity.key().getAlgorithm();
    String signing =
        switch (algorithm) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default ->
              throw new GeneralSecurityException(
                  "private key: %s (expected: RSA, EC or EdDSA)".formatted(algorithm));
        };
    Signature signer = Signature.getInstance(signing);
    signer.initSign(identity.key());
    signer.update(PROBE);
    byte[] signature = signer.sign();
    Signature verifier = Signature.getInstance(signing);
    verifier.initVerify(identity.chain().getFirst().getPublicKey());
    verifier.update(PROBE);
    try {
      return verifier.verify(signature);
    } catch (java.security.SignatureException e) { // Of another length: another key's.
      return false;
    }
  }
}
