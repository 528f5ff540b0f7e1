package dev.anqa.examples.numbers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.transport.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A certificate for localhost that nobody has signed, made by the JDK's keytool for one run. Its
 * files are readable for their owner alone, and go when the JVM ends.
 */
final class DevelopmentCertificate {
  /** Who can read the file can read the key; the password guards nothing. */
  private static final String PASSWORD = "development";

  private DevelopmentCertificate() {}

  /** Makes one. */
  static TlsOptions make() {
    try {
      Path directory = Files.createTempDirectory("numbers-https");
      directory.toFile().deleteOnExit(); // After the file in it, which is named later.
      Path file = directory.resolve("localhost.p12");
      file.toFile().deleteOnExit();
      keytool(file);
      return TlsOptions.pkcs12(file, PASSWORD);
    } catch (IOException e) {
      throw new IllegalStateException("no certificate could be made: " + e.getMessage(), e);
    }
  }

  private static void keytool(Path file) throws IOException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "localhost",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1",
                "-ext",
                "EKU=serverAuth",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    keytool.getOutputStream().close();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (!Files.exists(file)) {
      throw new IOException("keytool: " + said.strip());
    }
  }
}
