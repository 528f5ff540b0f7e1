package dev.anqa.benchmarks.soak;

import org.HdrHistogram.Histogram;

/**
 * How it was in one interval; a line of JSON.
 *
 * @param minute since the load began, at its end
 * @param rssMib of the server
 * @param heapMib after the last collection
 * @param liveMib after the last whole collection
 * @param serverCpuSeconds since the server began
 * @param echoP50Micros of the replies in the interval; so the next three
 * @param broadcasts since the load began; so all below
 * @param cutOff slow readers that the server has ended
 */
record Sample(
    double minute,
    double rssMib,
    double heapMib,
    double liveMib,
    double serverCpuSeconds,
    long echoP50Micros,
    long echoP99Micros,
    long echoP999Micros,
    long echoMaxMicros,
    long broadcasts,
    long deliveries,
    long echoes,
    long updates,
    long passers,
    long cutOff,
    long heartbeats,
    long lost,
    long troubles) {
  static Sample of(double minute, Watch watch, double rssMib, double cpuSeconds, Tally tally) {
    Histogram echo = tally.takeEchoes();
    return new Sample(
        minute,
        rssMib,
        watch.heapMib(),
        watch.liveMib(),
        cpuSeconds,
        echo.getValueAtPercentile(50),
        echo.getValueAtPercentile(99),
        echo.getValueAtPercentile(99.9),
        echo.getMaxValue(),
        tally.broadcasts,
        tally.deliveries,
        tally.echoes,
        tally.updates,
        tally.churned,
        tally.cutOff,
        tally.heartbeats,
        tally.lost,
        tally.troubleCount());
  }
}
