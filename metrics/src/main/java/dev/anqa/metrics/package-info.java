/**
 * What an endpoint does, as meters of Micrometer: {@link dev.anqa.metrics.EndpointMetrics} binds
 * them. Names, units and labels are listed in {@code docs/metrics.md}.
 */
@NullMarked
package dev.anqa.metrics;

import org.jspecify.annotations.NullMarked;
