/**
 * Topics, who listens to them, and the way to other nodes: the counterpart of phoenix_pubsub.
 *
 * <p>Knows neither web nor channels. A {@link dev.anqa.pubsub.Broadcast} enters at {@link
 * dev.anqa.pubsub.PubSub#broadcast}, goes to other nodes through the {@link
 * dev.anqa.pubsub.Adapter} and to the subscribers of this node as one {@link dev.anqa.pubsub.Batch}
 * for each {@link dev.anqa.pubsub.Partition} that has any.
 */
@NullMarked
package dev.anqa.pubsub;

import org.jspecify.annotations.NullMarked;
