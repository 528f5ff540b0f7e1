package dev.anqa.socket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What was said by {@link DrainerOptions}, where each is explained. */
record DrainerSettings(
    int batchSize,
    Duration batchInterval,
    Duration delay,
    Duration answerWithin,
    Duration shutdown,
    Duration retryAfter,
    @Nullable Duration maxConnectionAge,
    double ageJitter) {}
