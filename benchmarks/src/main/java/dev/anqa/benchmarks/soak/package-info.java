/** A long run of mixed load. */
@NullMarked
package dev.anqa.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
