package dev.plumbline.charts;

import dev.plumbline.testkit.ChartPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Charts with small bounds for tests. */
final class TestCharts {

  private static final long STORE_BYTES = 1_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private TestCharts() {}

  static ChartRepositories repositories(AddressCheck check) {
    return repositories(check, PATIENCE);
  }

  static ChartRepositories repositories(AddressCheck check, Duration timeout) {
    return new ChartRepositories(
        new ChartSettings(timeout, 1_000_000, 100_000, 10_000_000, STORE_BYTES),
        check,
        Clock.systemUTC());
  }

  static Charts in(Path directory) {
    return new Charts(
        repositories(AddressCheck.ANY), store(directory), ChartPackage::unpack, Clock.systemUTC());
  }

  static ChartStore store(Path directory) {
    try {
      return new ChartStore(directory, STORE_BYTES, Clock.systemUTC());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ChartRequest request(String url, String name, String version) {
    return request(url, name, version, ChartAccess.NONE);
  }

  static ChartRequest request(String url, String name, String version, ChartAccess access) {
    return new ChartRequest(ChartRepositoryUrl.parse(url), name, version, access);
  }

  /** As if it were asked for only now. */
  static Instant now() {
    return Clock.systemUTC().instant();
  }
}
