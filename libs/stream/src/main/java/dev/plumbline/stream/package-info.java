/**
 * How services consume Kafka with state. A {@link dev.plumbline.stream.StreamRunner} owns some
 * partitions of a group's co-partitioned topics; for each it rebuilds state before input resumes,
 * runs the records of one key one after another and those of different keys at the same time,
 * commits a record's offset only when its effect is stored, writes in transactions that fence a
 * stale owner, and drains when the partition goes to somebody else. {@link
 * dev.plumbline.stream.Bulkheads} bound what one slow destination can take.
 */
@NullMarked
package dev.plumbline.stream;

import org.jspecify.annotations.NullMarked;
