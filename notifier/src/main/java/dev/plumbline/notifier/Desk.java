package dev.plumbline.notifier;

import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.contracts.resources.NotificationRoute;
import dev.plumbline.notifier.delivery.Deliverer;
import dev.plumbline.notifier.model.RetryPolicy;
import dev.plumbline.service.ResourceView;
import dev.plumbline.stream.Bulkheads;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What all partitions of the notifier share.
 *
 * @param viewPatience how old an event may be and still wait for its application to appear
 */
record Desk(
    KnownApplications applications,
    ResourceView<NotificationRoute> routes,
    ResourceView<NotificationProvider> providers,
    Deliverer deliverer,
    Bulkheads bulkheads,
    Pauses pauses,
    RetryPolicy retries,
    NotifierRecords records,
    NotifierMetrics metrics,
    Clock clock,
    RandomGenerator random,
    Duration viewPatience) {}
