package dev.plumbline.testkit.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One scrape of {@code /q/metrics}.
 *
 * @param text as it came
 * @param samples sample name with labels, as written, to value
 */
public record Metrics(String text, Map<String, Double> samples) {

  public Metrics {
    samples = Map.copyOf(samples);
  }

  /** Scrapes a page. */
  public static Metrics scrape(URI page) {
    String text = get(page);
    Map<String, Double> samples = new LinkedHashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#") && line.contains(" "))
        .forEach(
            line -> {
              int end = line.lastIndexOf(' ');
              samples.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
            });
    return new Metrics(text, samples);
  }

  /** The sum of a metric over all its series that have these labels, each as {@code k="v"}. */
  public double sum(String name, String... labels) {
    return samples.entrySet().stream()
        .filter(sample -> sample.getKey().split("\\{", 2)[0].equals(name))
        .filter(
            sample -> {
              for (String label : labels) {
                if (!sample.getKey().contains(label)) {
                  return false;
                }
              }
              return true;
            })
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** Whether any series has that name. */
  public boolean has(String name) {
    return samples.keySet().stream().anyMatch(key -> key.split("\\{", 2)[0].equals(name));
  }

  private static String get(URI page) {
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(page + " answers " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
