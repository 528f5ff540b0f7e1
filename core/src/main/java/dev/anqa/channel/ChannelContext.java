package dev.anqa.channel;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Time;
import dev.anqa.serializer.Serializer;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.Telemetry;
import java.util.concurrent.Executor;

/**
 * What all channels of one connection share.
 *
 * @param outbound where their frames go
 * @param serializer what makes these frames
 * @param source what telemetry calls the connection
 * @param pubsub topics and subscribers
 * @param json reads and writes payloads
 * @param time time and timers
 * @param callbacks runs the application's code, on virtual threads
 * @param telemetry told of what happens
 * @param backlog what the connection's channels have received and not handled yet
 */
public record ChannelContext(
    Outbound outbound,
    Serializer serializer,
    SocketSource source,
    PubSub pubsub,
    Json json,
    Time time,
    Executor callbacks,
    Telemetry telemetry,
    Backlog backlog) {}
