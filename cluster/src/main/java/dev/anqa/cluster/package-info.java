/**
 * Nodes that find each other and talk peer to peer: {@link dev.anqa.cluster.Cluster}, an adapter on
 * JGroups. The counterpart of {@code Phoenix.PubSub.PG2}.
 *
 * <p>JGroups gives membership, order and retransmission; what travels in it are the frames of
 * {@link dev.anqa.pubsub.BroadcastCodec}. Its protocols are put together in {@code Stack}, with the
 * reason of each setting; what may come in through its port is decided in {@code CheckedTcp}.
 */
@NullMarked
package dev.anqa.cluster;

import org.jspecify.annotations.NullMarked;
