package dev.plumbline.stream;

import java.time.Duration;

/**
 * How a runner is.
 *
 * @param alive false when it stopped for good or has not polled for minutes: restart the process
 * @param ready true when it has an assignment (possibly of no partition) and all state is rebuilt
 * @param sinceLastPoll how long ago the polling thread last came round
 * @param oldestOpenRecord how long ago the oldest record that is not acknowledged was received;
 *     zero when there is none
 * @param detail a sentence for people
 */
public record StreamHealth(
    boolean alive,
    boolean ready,
    Duration sinceLastPoll,
    Duration oldestOpenRecord,
    String detail) {}
