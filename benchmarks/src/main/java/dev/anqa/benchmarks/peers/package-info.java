/** Other servers beside Anqa, with the same work and the same tools. */
@NullMarked
package dev.anqa.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
