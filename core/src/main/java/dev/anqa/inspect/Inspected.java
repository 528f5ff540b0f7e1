package dev.anqa.inspect;

import dev.anqa.limits.Limits;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Time;
import dev.anqa.socket.SessionRegistry;
import dev.anqa.telemetry.ParamFilter;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.transport.ListenerInfo;
import dev.anqa.transport.Routes;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What an {@link Inspector} looks into; put together by the endpoint.
 *
 * @param name the endpoint's, the same on all nodes
 * @param url the endpoint's
 * @param pubsub topics and subscribers
 * @param sessions the connections
 * @param presences the names of its presences
 * @param listeners its ports, as they are when asked
 * @param routes its mounts
 * @param settings its options
 * @param limits its limits
 * @param telemetry what happens
 * @param json reads and writes answers
 * @param time for ages and bounds
 * @param callbacks runs the code of those who look: a virtual thread for each task
 * @param filter what is kept from those who look
 */
public record Inspected(
    String name,
    URI url,
    PubSub pubsub,
    SessionRegistry sessions,
    List<String> presences,
    Supplier<List<ListenerInfo>> listeners,
    Supplier<Routes> routes,
    Supplier<List<Setting>> settings,
    Supplier<Limits> limits,
    Telemetry telemetry,
    Json json,
    Time time,
    Executor callbacks,
    ParamFilter filter) {}
