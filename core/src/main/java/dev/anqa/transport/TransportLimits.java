package dev.anqa.transport;

import dev.anqa.limits.Cap;
import dev.anqa.limits.Limit;
import dev.anqa.limits.PendingBytes;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one transport of a mount.
 *
 * @param frames how long what a client sends at once may be: a message, or the body of a POST
 * @param pending how much may wait for a client
 * @param pendingOfAll how much waits for the clients of the whole node
 * @param ratio how many times longer a message may become when it is inflated; null where none is
 */
record TransportLimits(
    Limit frames, Limit pending, PendingBytes pendingOfAll, @Nullable Limit ratio) {

  /** What they allow now, for a connection that begins. */
  Caps caps() {
    return new Caps(frames.cap(), pending.cap(), ratio == null ? null : ratio.cap());
  }

  /** What one connection keeps to, whatever the limits become; the parts as above. */
  record Caps(Cap frames, Cap pending, @Nullable Cap ratio) {}
}
