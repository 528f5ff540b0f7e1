/**
 * Sockets: what a connection is, before and beside its channels.
 *
 * <p>A {@link dev.anqa.socket.SocketHandler} accepts or refuses connections and routes topics to
 * channels; any other {@link dev.anqa.socket.MountedSocket} may stand in its place. A transport
 * talks to a {@link dev.anqa.socket.Session}.
 */
@NullMarked
package dev.anqa.socket;

import org.jspecify.annotations.NullMarked;
