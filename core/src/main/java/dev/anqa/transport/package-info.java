/**
 * Transports: how frames get from and to a client; the only package that knows Netty.
 *
 * <p>A connection begins as HTTP, passes the handshake, and becomes a {@code WebSocketConnection},
 * which from then on is alone in its pipeline (with TLS, if there is any). It lives on one {@code
 * Loop}: an event loop with a bounded queue of its own, through which everything from other threads
 * comes. One turn of a loop runs all tasks that wait; what these write leaves at the end of the
 * turn, in one system call for each connection written to.
 */
@NullMarked
package dev.anqa.transport;

import org.jspecify.annotations.NullMarked;
