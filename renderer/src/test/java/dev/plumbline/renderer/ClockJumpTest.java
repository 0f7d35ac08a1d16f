package dev.plumbline.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.MirrorSettings;
import dev.plumbline.service.AddressGuard;
import dev.plumbline.stream.Bulkheads;
import dev.plumbline.testkit.Fixtures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine's clock is put right by an hour: nothing old is taken for new because of it. */
class ClockJumpTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path directory;

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final InstantSource source = now::get;
  private final Clock clock = source.withZone(ZoneOffset.UTC);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicInteger secretsRead = new AtomicInteger();

  private SourceCredentials credentials() {
    return new SourceCredentials(
        (namespace, name) -> {
          secretsRead.incrementAndGet();
          return Optional.of(Map.of("bearerToken", "t"));
        },
        Duration.ofMinutes(1),
        clock);
  }

  private GitSources sources() {
    RendererConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(RendererConfig.class)
            .withConverter(Duration.class, 200, new DurationConverter())
            .withDefaultValue("plumbline.renderer.allow-file-repositories", "true")
            .build()
            .getConfigMapping(RendererConfig.class);
    RendererConfig.Git git = config.git();
    return new GitSources(
        new MirrorSets(
            directory.resolve("mirrors"),
            new MirrorSettings(git.maxRepositoryBytes(), git.maxTotalBytes(), git.timeout()),
            Fixtures.CIPHER,
            clock),
        credentials(),
        new Bulkheads("git", 1, 10, registry),
        new GitMetrics(registry),
        new RemoteFiles(new AddressGuard(false, "unused"), 1, clock),
        config,
        clock);
  }

  private double fetches() {
    return registry.find("plumbline.git.requests").counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT1H", "PT1H"})
  void aPushIsFetchedThoughTheLastFetchSeemsToLieAhead(Duration jump) {
    try (TestRepository repository = new TestRepository(directory.resolve("shop.git"));
        GitSources sources = sources()) {
      // given
      repository.write("a.yaml", "a: 1").commit();
      Application shop =
          Fixtures.application(
              "team", "shop", Fixtures.spec(directory.resolve("shop.git").toUri().toString(), "."));
      Application.Source source = shop.spec().allSources().get(0);
      sources.refresh(shop, source, now.get()).toCompletableFuture().join();

      // when
      String pushed = repository.write("a.yaml", "a: 2").commit();
      now.set(NOON.plus(jump));
      ResolvedSource found =
          sources.resolve(shop, source, Optional.empty(), now.get()).toCompletableFuture().join();

      // then
      assertThat(found.revision().commit()).isEqualTo(pushed);
      assertThat(fetches()).isEqualTo(2);

      // and the next question of that moment is answered by the same fetch
      sources.refresh(shop, source, now.get()).toCompletableFuture().join();
      assertThat(fetches()).isEqualTo(2);
    }
  }

  @Test
  void credentialsAreRememberedForAMomentAndReadAgainWhenTheClockWasSetBack() throws Exception {
    // given
    ObjectNode spec = Fixtures.spec("https://git.example/shop", ".");
    spec.withObject("/source").put("credentialsSecret", "git");
    Application shop = Fixtures.application("team", "shop", spec);
    SourceCredentials credentials = credentials();
    credentials.of(shop, shop.spec().allSources().get(0));
    now.set(NOON.plusSeconds(59));
    credentials.of(shop, shop.spec().allSources().get(0));
    assertThat(secretsRead).hasValue(1);

    // when
    now.set(NOON.minus(Duration.ofHours(1)));
    credentials.of(shop, shop.spec().allSources().get(0));

    // then
    assertThat(secretsRead).hasValue(2);
  }
}
