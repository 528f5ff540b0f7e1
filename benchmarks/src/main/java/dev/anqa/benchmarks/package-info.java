/**
 * Measures Anqa: {@link dev.anqa.benchmarks.Run} goes through {@link dev.anqa.benchmarks.Part}s,
 * whose steps start servers, drive them by {@link dev.anqa.benchmarks.Loadgen}, and keep what came
 * of it as {@link dev.anqa.benchmarks.Entry}; tables and plots are drawn from entries.
 */
@NullMarked
package dev.anqa.benchmarks;

import org.jspecify.annotations.NullMarked;
