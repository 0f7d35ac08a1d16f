package dev.plumbline.charts;

import dev.plumbline.git.Version;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/**
 * Reads the {@code index.yaml} of a repository as it comes. Entries that are none are passed over.
 */
final class ChartIndexReader {

  private final YamlEvents yaml;
  private final ChartIndex.Builder index = new ChartIndex.Builder();
  private boolean versioned;

  private ChartIndexReader(YamlEvents yaml) {
    this.yaml = yaml;
  }

  static ChartIndex read(InputStream bytes, String shown) {
    return new ChartIndexReader(new YamlEvents(bytes, shown)).read();
  }

  private ChartIndex read() {
    Event begin = yaml.next();
    while (begin.getEventId() == Event.ID.StreamStart
        || begin.getEventId() == Event.ID.DocumentStart
        || begin.getEventId() == Event.ID.Comment) {
      begin = yaml.next();
    }
    if (!(begin instanceof MappingStartEvent)) {
      throw yaml.wrong("expected apiVersion and entries");
    }
    for (Event key = yaml.nextIn(); key != null; key = yaml.nextIn()) {
      String name = yaml.text(key);
      Event value = yaml.next();
      if (name.equals("entries") && value instanceof MappingStartEvent) {
        charts();
      } else {
        versioned |= name.equals("apiVersion");
        yaml.skip(value);
      }
    }
    if (!versioned) {
      throw yaml.wrong("it has no apiVersion");
    }
    return index.build();
  }

  private void charts() {
    for (Event key = yaml.nextIn(); key != null; key = yaml.nextIn()) {
      String name = yaml.text(key);
      Event value = yaml.next();
      if (value instanceof SequenceStartEvent) {
        index.chart(name);
        for (Event each = yaml.nextIn(); each != null; each = yaml.nextIn()) {
          if (each instanceof MappingStartEvent) {
            version(name);
          } else {
            yaml.skip(each);
          }
        }
      } else {
        yaml.skip(value);
      }
    }
  }

  private void version(String name) {
    String version = "";
    String digest = "";
    String url = "";
    for (Event key = yaml.nextIn(); key != null; key = yaml.nextIn()) {
      String field = yaml.text(key);
      Event value = yaml.next();
      switch (field) {
        case "version" -> version = yaml.text(value);
        case "digest" -> digest = digest(yaml.text(value));
        case "urls" -> url = first(value);
        default -> yaml.skip(value);
      }
    }
    if (!url.isEmpty() && Version.parse(version).isPresent()) {
      index.add(name, version, digest, url);
    }
  }

  private static String digest(String text) {
    return text.strip().toLowerCase(Locale.ROOT).replaceFirst("^sha256:", "");
  }

  private String first(Event value) {
    @Nullable String first = null;
    if (!(value instanceof SequenceStartEvent)) {
      yaml.skip(value);
      return "";
    }
    for (Event each = yaml.nextIn(); each != null; each = yaml.nextIn()) {
      if (first == null) {
        first = yaml.text(each);
      } else {
        yaml.skip(each);
      }
    }
    return first == null ? "" : first;
  }
}
