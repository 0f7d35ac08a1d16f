package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.driftdetector.model.Dependencies;
import dev.plumbline.driftdetector.model.PruneLimits;
import dev.plumbline.driftdetector.sight.Examiner;
import dev.plumbline.driftdetector.status.StatusStore;
import dev.plumbline.stream.Bulkheads;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What the detector is given by whoever runs it.
 *
 * @param installation the field manager of our applies and the first part of every mark
 * @param partitions how many partitions each topic has
 * @param applications the resource of a key as the informer shows it
 * @param others the applications there are, with how they stand
 * @param applicationOfUid which application has a uid; empty when none that is there has
 * @param samplesPerMinute applies to try of objects thought to be in order; 0 for none
 * @param topics the broker's name of a topic
 * @param pruneLimits how much may be pruned at once without a person's word
 * @param auditInterval how often what watches told is held against the clusters; zero for never
 */
record Outside(
    String installation,
    int partitions,
    Examiner.Eyes clusters,
    StatusStore statuses,
    Function<ApplicationKey, Optional<Application>> applications,
    Dependencies.Others others,
    Function<String, Optional<ApplicationKey>> applicationOfUid,
    SecretCipher cipher,
    EventCodec codec,
    Function<Topic, String> topics,
    Bulkheads bulkheads,
    int samplesPerMinute,
    MeterRegistry registry,
    Clock clock,
    RandomGenerator random,
    PruneLimits pruneLimits,
    Duration auditInterval) {}
