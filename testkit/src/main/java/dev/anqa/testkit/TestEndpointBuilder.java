package dev.anqa.testkit;

import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Json;
import dev.anqa.serializer.JacksonJson;
import dev.anqa.socket.SocketHandler;
import dev.anqa.telemetry.TelemetryListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link TestEndpoint} is made of. Not for more than one thread. */
public final class TestEndpointBuilder {
  final List<Presence> presences = new ArrayList<>();
  final List<TelemetryListener> listeners = new ArrayList<>();
  Json json = JacksonJson.standard();
  Instant startingAt = Instant.parse("2026-01-01T00:00:00Z");
  Duration timeout = Duration.ofSeconds(1);

  /** Null if each client says its own. */
  @Nullable SocketHandler socket;

  TestEndpointBuilder() {}

  /** The socket that clients connect to, where they do not say; none by default. */
  public TestEndpointBuilder socket(SocketHandler socket) {
    this.socket = Objects.requireNonNull(socket, "socket");
    return this;
  }

  /** Starts a presence, as an endpoint does; none by default. */
  public TestEndpointBuilder presence(Presence presence) {
    presences.add(Objects.requireNonNull(presence, "presence"));
    return this;
  }

  /** How payloads are written and read; by default as an endpoint does. */
  public TestEndpointBuilder json(Json json) {
    this.json = Objects.requireNonNull(json, "json");
    return this;
  }

  /** The time of day to begin with; the first moment of 2026, in UTC, by default. */
  public TestEndpointBuilder startingAt(Instant moment) {
    this.startingAt = Objects.requireNonNull(moment, "moment");
    return this;
  }

  /**
   * How long an assertion waits for what is not there yet, in real time; one second by default.
   *
   * <p>What the endpoint does is done before anything is asserted. This is for other threads of the
   * application, such as those of a presence: an assertion that holds does not wait for longer than
   * they take, one that does not hold waits so long.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public TestEndpointBuilder timeout(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: >= 0)");
    }
    this.timeout = timeout;
    return this;
  }

  /** Tells a listener of all that happens, from the start; nobody by default. */
  public TestEndpointBuilder listen(TelemetryListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /** Makes it, and starts its presences. */
  public TestEndpoint build() {
    return new TestEndpoint(this);
  }
}
