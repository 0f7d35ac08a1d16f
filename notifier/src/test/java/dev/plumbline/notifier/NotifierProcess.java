package dev.plumbline.notifier;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.contracts.resources.NotificationRoute;
import dev.plumbline.notifier.delivery.Deliverer;
import dev.plumbline.notifier.delivery.HttpSender;
import dev.plumbline.notifier.model.RetryPolicy;
import dev.plumbline.service.AddressGuard;
import dev.plumbline.stream.Bulkheads;
import dev.plumbline.stream.StreamRunner;
import dev.plumbline.stream.StreamSettings;
import dev.plumbline.stream.StreamTopology;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** One notifier as a process runs it, but for the container that wires it and the watches. */
final class NotifierProcess implements AutoCloseable {

  /** What the control cluster has. */
  record Resources(
      FakeView<Application> applications,
      FakeView<NotificationProvider> providers,
      FakeView<NotificationRoute> routes) {
    Resources() {
      this(
          new FakeView<>(Application::metadata),
          new FakeView<>(NotificationProvider::metadata),
          new FakeView<>(NotificationRoute::metadata));
    }
  }

  final MeterRegistry registry = new SimpleMeterRegistry();
  private final Bulkheads bulkheads = new Bulkheads("notifier", 1, 1_000, registry);
  private final StreamRunner runner;

  NotifierProcess(String bootstrap, Resources resources, Duration drain) {
    Clock clock = Clock.systemUTC();
    EventCodec codec = new EventCodec("notifier", clock, new Random());
    Function<Topic, String> topics = TopicNames.unprefixed()::of;
    NotifierMetrics metrics = new NotifierMetrics(registry, clock);
    Desk desk =
        new Desk(
            new KnownApplications(resources.applications()),
            resources.routes(),
            resources.providers(),
            new Deliverer(
                d -> resources.providers().get(d.split("/")[0], d.split("/")[1]),
                (namespace, name) -> Optional.of(Map.of("token", name)),
                new AddressGuard(true, "plumbline.notifier.allow-private-addresses"),
                new HttpSender(Duration.ofSeconds(15)),
                clock),
            bulkheads,
            new Pauses(),
            new RetryPolicy(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofDays(36_500)),
            new NotifierRecords(codec, topics),
            metrics,
            clock,
            new Random(),
            Duration.ofSeconds(5));
    NotifierStream stream = new NotifierStream(desk, codec, topics);
    metrics.watch(stream::states);
    resources.applications().onChange(stream::applicationChanged);
    resources.providers().onChange(stream::providerChanged);
    runner =
        StreamRunner.builder(
                new StreamTopology(
                    "plumbline-notifier",
                    List.of("render-results", "drift", "sync"),
                    List.of("notifications"),
                    List.of()),
                stream)
            .kafka(Map.of("bootstrap.servers", bootstrap))
            .settings(StreamSettings.defaults().withDrain(drain, Duration.ofMillis(100)))
            .registry(registry)
            .build();
    runner.start();
  }

  double counted(String name, String tag, String value) {
    return registry.find(name).tag(tag, value).counters().stream()
        .mapToDouble(c -> c.count())
        .sum();
  }

  double gauge(String name) {
    return registry.find(name).gauges().stream().mapToDouble(g -> g.value()).sum();
  }

  @Override
  public void close() {
    runner.close();
    bulkheads.close();
  }
}
