package dev.plumbline.gitpoller.poll;

import java.time.Duration;

/**
 * How often applications are polled, before jitter.
 *
 * @param refs between two looks at a repository of Git
 * @param charts between two looks at a chart repository, whose answers are longer
 * @param shortest what an application can ask for at most by {@code spec.interval}
 */
public record Intervals(Duration refs, Duration charts, Duration shortest) {}
