package dev.anqa.socket;

import dev.anqa.limits.Limit;

/** {@link SocketLimits} as they stand at one mount of a socket. */
public record MountLimits(
    Limit channels, Limit joins, Limit messages, Limit mailbox, Limit backlog) {}
