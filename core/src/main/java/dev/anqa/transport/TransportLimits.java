package dev.anqa.transport;

import dev.anqa.limits.Limit;
import dev.anqa.limits.PendingBytes;

/**
 * The limits of one transport of a mount.
 *
 * @param frames how long a message of a client may be
 * @param pending how much may wait for a client
 * @param pendingOfAll how much waits for the clients of the whole node
 */
record TransportLimits(Limit frames, Limit pending, PendingBytes pendingOfAll) {}
