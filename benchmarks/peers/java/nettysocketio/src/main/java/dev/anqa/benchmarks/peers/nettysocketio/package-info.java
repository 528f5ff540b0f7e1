/** netty-socketio, doing what the Lab's bench channel does. */
@NullMarked
package dev.anqa.benchmarks.peers.nettysocketio;

import org.jspecify.annotations.NullMarked;
