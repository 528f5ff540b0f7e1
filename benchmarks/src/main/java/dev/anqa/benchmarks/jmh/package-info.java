/** JMH benchmarks of single pieces; what they print is a result of the part {@code jmh}. */
@NullMarked
package dev.anqa.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
