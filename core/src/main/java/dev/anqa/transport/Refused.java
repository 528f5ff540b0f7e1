package dev.anqa.transport;

import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import org.jspecify.annotations.Nullable;

/** A request that is answered before it gets where it wanted to. */
final class Refused extends Exception {
  private final transient HttpResponse response;
  private final @Nullable String reason;

  /**
   * Makes one, without a stack trace: it is an answer, not an accident.
   *
   * @param reason for telemetry, in a few words; null if an event has told of it already
   */
  Refused(HttpResponse response, @Nullable String reason) {
    super(reason, null, false, false);
    this.response = response;
    this.reason = reason;
  }

  /** What the client gets. */
  HttpResponse response() {
    return response;
  }

  /** For telemetry, in a few words; null if an event has told of it already. */
  @Nullable String reason() {
    return reason;
  }

  /** Tells telemetry, unless it was told. */
  void tell(String path, Telemetry telemetry) {
    if (reason != null) {
      telemetry.emit(new TelemetryEvent.HandshakeRefused(path, response.status(), reason));
    }
  }
}
