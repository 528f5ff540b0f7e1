package dev.anqa.socket;

import dev.anqa.limits.LimitOptions;
import dev.anqa.limits.Limits;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Versions;
import dev.anqa.telemetry.Telemetry;
import java.util.concurrent.Executor;

/**
 * What an endpoint lends to the sockets mounted on it.
 *
 * @param pubsub topics and subscribers
 * @param json reads and writes payloads
 * @param versions the serializers that the mount offers, by {@code vsn}
 * @param time time and timers
 * @param callbacks runs the application's callbacks: a virtual thread for each task
 * @param telemetry told of what happens
 * @param sessions the connections that stand, for introspection and draining
 * @param limits of the endpoint
 * @param mount the limits of the mount
 * @param drained whether its connections are closed in batches when the endpoint stops
 */
public record SocketRuntime(
    PubSub pubsub,
    Json json,
    Versions versions,
    Time time,
    Executor callbacks,
    Telemetry telemetry,
    SessionRegistry sessions,
    Limits limits,
    MountLimits mount,
    boolean drained) {

  /** One that is lent to no mount yet: the limits are the defaults, and nobody's. */
  public SocketRuntime(
      PubSub pubsub,
      Json json,
      Versions versions,
      Time time,
      Executor callbacks,
      Telemetry telemetry,
      SessionRegistry sessions,
      Limits limits) {
    this(
        pubsub,
        json,
        versions,
        time,
        callbacks,
        telemetry,
        sessions,
        limits,
        SocketLimits.standard().at("", new Limits(new LimitOptions(), telemetry, time)),
        /* drained= */ true);
  }

  /** The same for another mount. */
  public SocketRuntime at(MountLimits otherMount, Versions versionsThere) {
    return new SocketRuntime(
        pubsub,
        json,
        versionsThere,
        time,
        callbacks,
        telemetry,
        sessions,
        limits,
        otherMount,
        drained);
  }

  /** The same for a mount that the drainer leaves alone. */
  public SocketRuntime withoutDrainer() {
    return new SocketRuntime(
        pubsub,
        json,
        versions,
        time,
        callbacks,
        telemetry,
        sessions,
        limits,
        mount,
        /* drained= */ false);
  }
}
