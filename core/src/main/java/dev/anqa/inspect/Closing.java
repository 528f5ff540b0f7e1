package dev.anqa.inspect;

import dev.anqa.telemetry.SocketSource;
import java.time.Duration;
import java.time.Instant;

/**
 * Why a connection is no more.
 *
 * @param source which one it was
 * @param code the WebSocket close code, or what it would have been on another transport; 1006 if
 *     the connection broke
 * @param reason in a few words
 * @param at when that was
 * @param stood for how long it had stood
 */
public record Closing(SocketSource source, int code, String reason, Instant at, Duration stood) {}
