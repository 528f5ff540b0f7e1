/**
 * Nodes that talk through Redis: {@link dev.anqa.redis.Redis}, an adapter on Lettuce. The
 * counterpart of the package {@code phoenix_pubsub_redis}.
 *
 * <p>What travels are the frames of {@link dev.anqa.pubsub.BroadcastCodec} behind a short head,
 * {@code Envelope}. A {@code Link} is a pair of connections that live and end together; {@code
 * LinkKeeper} opens one after the other; {@code Peers} knows who else is there. Lettuce is asked
 * for connections only: that it neither connects again nor keeps commands for later is what makes
 * an outage one thing with one beginning and one end.
 */
@NullMarked
package dev.anqa.redis;

import org.jspecify.annotations.NullMarked;
