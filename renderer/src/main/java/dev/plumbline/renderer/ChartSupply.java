package dev.plumbline.renderer;

import dev.plumbline.charts.AddressCheck;
import dev.plumbline.charts.ChartRepositories;
import dev.plumbline.charts.ChartSettings;
import dev.plumbline.charts.ChartStore;
import dev.plumbline.charts.Charts;
import dev.plumbline.helm.chart.ChartArchive;
import dev.plumbline.helm.chart.ChartLimits;
import dev.plumbline.service.AddressGuard;
import dev.plumbline.stream.Bulkheads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Puts together what charts are pulled with. */
final class ChartSupply {

  private static final long MAX_REMEMBERED = 64L * 1024 * 1024;
  private static final int WAITING = 1_000;

  private ChartSupply() {}

  /** Charts that applications name may be wherever they say, those that files name may not. */
  static ChartLook open(
      RendererConfig.Charts config,
      Path directory,
      AddressGuard guard,
      SourceCredentials credentials,
      Renderer.Surroundings given) {
    ChartSettings settings =
        new ChartSettings(
            config.timeout(),
            config.maxIndexBytes(),
            config.maxArchiveBytes(),
            MAX_REMEMBERED,
            config.maxTotalBytes());
    AddressGuard lenient = new AddressGuard(true, "");
    try {
      ChartStore store = new ChartStore(directory, config.maxTotalBytes(), given.clock());
      return new ChartLook(
          charts(settings, store, lenient::refusal, given),
          charts(settings, store, guard::refusal, given),
          credentials,
          new Bulkheads("charts", config.concurrencyPerHost(), WAITING, given.registry()));
    } catch (IOException e) {
      throw new UncheckedIOException("the directory for charts cannot be used", e);
    }
  }

  private static Charts charts(
      ChartSettings settings, ChartStore store, AddressCheck check, Renderer.Surroundings given) {
    return new Charts(
        new ChartRepositories(settings, check, given.clock()),
        store,
        archive -> ChartArchive.read(archive, ChartLimits.DEFAULT),
        given.clock());
  }
}
