package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.Dependencies;
import dev.plumbline.driftdetector.model.Judge;
import dev.plumbline.driftdetector.sight.ClusterEye;
import dev.plumbline.driftdetector.sight.Examiner;
import dev.plumbline.driftdetector.sight.HealthBook;
import dev.plumbline.driftdetector.sight.HelmReleases;
import dev.plumbline.driftdetector.sight.Offspring;
import dev.plumbline.driftdetector.sight.StrangersIn;
import dev.plumbline.driftdetector.status.StatusWriter;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What every application's judgement draws on.
 *
 * @param installation whose marks count
 * @param applications the resource of a key as the informer shows it
 * @param others the applications there are, whoever owns them
 * @param dependents which of ours depend on which others
 * @param applicationOfUid which application has a uid; empty when none that is there has
 * @param topics the broker's name of a topic
 */
record Surroundings(
    String installation,
    Judge judge,
    ClusterEye eye,
    Examiner examiner,
    Offspring offspring,
    DryRunSamples samples,
    StrangersIn strangersIn,
    HelmReleases releases,
    HealthBook health,
    StatusWriter statuses,
    Function<ApplicationKey, Optional<Application>> applications,
    Dependencies.Others others,
    Dependents dependents,
    Function<String, Optional<ApplicationKey>> applicationOfUid,
    EventCodec codec,
    Function<Topic, String> topics,
    DetectorMetrics metrics,
    Clock clock,
    RandomGenerator random) {}
