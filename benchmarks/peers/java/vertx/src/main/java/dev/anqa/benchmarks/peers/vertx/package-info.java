/** The event bus bridge of Vert.x, doing what the Lab's bench channel does. */
@NullMarked
package dev.anqa.benchmarks.peers.vertx;

import org.jspecify.annotations.NullMarked;
