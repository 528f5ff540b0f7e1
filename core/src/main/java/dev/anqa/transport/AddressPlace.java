package dev.anqa.transport;

import dev.anqa.limits.AddressCount;
import dev.anqa.limits.LimitRefusal;
import dev.anqa.limits.TrustedProxies;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The place that a connection has among those of its client's address, while it speaks HTTP.
 * Touched on the event loop only.
 *
 * <p>A trusted proxy takes none: its connections are those of many clients.
 */
final class AddressPlace {
  private static final int TOO_MANY_REQUESTS = 429;

  /** When connections may have ended is not known. */
  private static final String RETRY_AFTER_SECONDS = "5";

  private final AddressCount count;
  private final TrustedProxies proxies;

  /** Whose place it is; null if it has none. */
  private @Nullable InetAddress taken;

  AddressPlace(AddressCount count, TrustedProxies proxies) {
    this.count = count;
    this.proxies = proxies;
  }

  /** Takes a place, now that the client is known; how it is refused, null if it is not. */
  @Nullable Refused take(InetAddress client) {
    if (proxies.include(client)) {
      return null;
    }
    LimitRefusal refusal = count.enter(client);
    if (refusal == null) {
      taken = client;
      return null;
    }
    HttpResponse response =
        HttpResponse.text(TOO_MANY_REQUESTS, refusal.text())
            .with("retry-after", RETRY_AFTER_SECONDS);
    return new Refused(response, /* reason= */ null);
  }

  /** Gives it back, if there is one: the connection has ended, or is a WebSocket. */
  void giveBack() {
    if (taken != null) {
      count.leave(taken);
      taken = null;
    }
  }
}
