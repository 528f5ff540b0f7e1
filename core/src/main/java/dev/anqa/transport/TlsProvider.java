package dev.anqa.transport;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What does the cryptography of TLS; what each costs is in {@code docs/performance.md}. */
public enum TlsProvider {
  /** {@link #OPENSSL} where it is on the class path and works, else {@link #JDK}; the default. */
  AUTO,

  /** The JDK, on every system. Private keys are used on virtual threads, never on event loops. */
  JDK,

  /**
   * OpenSSL's descendant BoringSSL, native code that the application adds: {@code
   * io.netty:netty-tcnative-boringssl-static} with the classifier of its system, such as {@code
   * linux-x86_64}. Private keys are used on event loops.
   */
  OPENSSL;

  /**
   * What this means here.
   *
   * @throws IllegalStateException if it was asked for and does not work here; the message has the
   *     cause and what to do
   */
  SslProvider resolve() {
    return resolve(this == JDK ? null : OpenSsl.unavailabilityCause());
  }

  /**
   * As {@link #resolve()}.
   *
   * @param obstacle why OpenSSL does not work here; null if it does
   */
  SslProvider resolve(@Nullable Throwable obstacle) {
    return switch (this) {
      case AUTO -> obstacle == null ? SslProvider.OPENSSL : SslProvider.JDK;
      case JDK -> SslProvider.JDK;
      case OPENSSL -> {
        if (obstacle != null) {
          throw new IllegalStateException(
              "TLS: provider %s does not work here (%s). Add io.netty:netty-tcnative-boringssl-static:%s to the class path, or take what there is: .provider(TlsProvider.AUTO)"
                  .formatted(name().toLowerCase(Locale.ROOT), obstacle, "linux-x86_64"),
              obstacle);
        }
        yield SslProvider.OPENSSL;
      }
    };
  }
}
