package dev.plumbline.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measured values of one thing. */
final class Sample {

  private static final double[] BOUNDS = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000
  };

  private final List<Double> values = Collections.synchronizedList(new ArrayList<>());

  static Sample of(double value) {
    Sample sample = new Sample();
    sample.add(value);
    return sample;
  }

  void add(double value) {
    values.add(value);
  }

  void addNanos(long from, long to) {
    add((to - from) / 1e6);
  }

  int size() {
    return values.size();
  }

  /** The value that this share of all does not exceed; not a number if there are none. */
  double quantile(double share) {
    List<Double> sorted;
    synchronized (values) {
      sorted = new ArrayList<>(values);
    }
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    Collections.sort(sorted);
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.min(sorted.size() - 1, Math.max(0, rank - 1)));
  }

  /** How many are below each bound, and not below the one before. */
  Map<String, Integer> histogram() {
    Map<String, Integer> histogram = new LinkedHashMap<>();
    synchronized (values) {
      for (double value : values) {
        histogram.merge(bucket(value), 1, Integer::sum);
      }
    }
    Map<String, Integer> ordered = new LinkedHashMap<>();
    for (double bound : BOUNDS) {
      String name = name(bound);
      if (histogram.containsKey(name)) {
        ordered.put(name, histogram.get(name));
      }
    }
    if (histogram.containsKey("more")) {
      ordered.put("more", histogram.get("more"));
    }
    return ordered;
  }

  private static String bucket(double value) {
    for (double bound : BOUNDS) {
      if (value < bound) {
        return name(bound);
      }
    }
    return "more";
  }

  private static String name(double bound) {
    return "<" + (long) bound;
  }
}
