package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.Test;

final class TlsProviderTest {
  private final Throwable missing = new ClassNotFoundException("no tcnative");

  @Test
  void takesOpenSslWhereItIsThereUnlessItIsToldOtherwise() {
    assertThat(TlsProvider.AUTO.resolve(null)).isEqualTo(SslProvider.OPENSSL);
    assertThat(TlsProvider.AUTO.resolve(missing)).isEqualTo(SslProvider.JDK);
    assertThat(TlsProvider.JDK.resolve()).isEqualTo(SslProvider.JDK);
    assertThat(TlsProvider.OPENSSL.resolve(null)).isEqualTo(SslProvider.OPENSSL);
  }

  /** The tests of TLS run with both. */
  @Test
  void findsOpenSslOnTheClassPathOfTheseTests() {
    assertThat(TlsProvider.AUTO.resolve()).isEqualTo(SslProvider.OPENSSL);
  }

  @Test
  void saysWhatIsMissingWhereItWasAskedFor() {
    assertThatThrownBy(() -> TlsProvider.OPENSSL.resolve(missing))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "TLS: provider openssl does not work here"
                + " (java.lang.ClassNotFoundException: no tcnative)."
                + " Add io.netty:netty-tcnative-boringssl-static:linux-x86_64 to the class path,"
                + " or take what there is: .provider(TlsProvider.AUTO)")
        .hasCause(missing);
  }
}
