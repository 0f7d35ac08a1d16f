package dev.plumbline.helm.chart;

import java.util.Comparator;

/** The order in which a walk through folders meets files. */
final class ChartOrder {

  static final Comparator<String> WALK =
      Comparator.comparing((String path) -> path.replace('/', '\0'));

  private ChartOrder() {}
}
