/** Spring's simple STOMP broker, doing what the Lab's bench channel does. */
@NullMarked
package dev.anqa.benchmarks.peers.spring;

import org.jspecify.annotations.NullMarked;
