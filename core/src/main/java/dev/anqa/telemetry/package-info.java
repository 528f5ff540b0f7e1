/**
 * What happens, told as typed events to whoever listens: logs, metrics, traces, tests.
 *
 * <p>Nothing else in Anqa logs. A {@link dev.anqa.telemetry.TelemetryListener} gets {@link
 * dev.anqa.telemetry.TelemetryEvent}s from a {@link dev.anqa.telemetry.Telemetry}.
 */
@NullMarked
package dev.anqa.telemetry;

import org.jspecify.annotations.NullMarked;
