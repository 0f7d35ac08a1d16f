package dev.plumbline.charts;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.testkit.ChartPackage;
import dev.plumbline.testkit.ChartRepositoryServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A repository over HTTP with a chart, and what pulls from it. */
abstract class WithChartRepository {

  static final ChartPackage WEB = ChartPackage.of("web", "1.2.0");

  @TempDir Path directory;
  ChartRepositoryServer server;
  Charts charts;

  @BeforeEach
  void start() {
    server = ChartRepositoryServer.start().push(WEB).push(ChartPackage.of("web", "1.3.0-rc.1"));
    charts = TestCharts.in(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  PulledChart get(String version) {
    return get(version, ChartAccess.NONE);
  }

  PulledChart get(String version, ChartAccess access) {
    return charts.get(TestCharts.request(server.url(), "web", version, access), TestCharts.now());
  }

  ChartException failure(String version, ChartAccess access) {
    return catchThrowableOfType(ChartException.class, () -> get(version, access));
  }

  ChartException failure() {
    return failure("1.2.0", ChartAccess.NONE);
  }
}
