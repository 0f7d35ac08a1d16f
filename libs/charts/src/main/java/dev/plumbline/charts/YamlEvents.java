package dev.plumbline.charts;

import java.io.InputStream;
import java.util.Iterator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML from left to right, with nothing kept: neither depth nor aliases nor length can make it take
 * more memory than what is looked for. Its bytes are bounded where they come from.
 */
final class YamlEvents {

  private static final int DEEPEST = 50;

  private final String shown;
  private final Iterator<Event> events;
  private int depth;

  YamlEvents(InputStream yaml, String shown) {
    this.shown = shown;
    this.events =
        new Parse(
                LoadSettings.builder()
                    .setCodePointLimit(Integer.MAX_VALUE)
                    .setUseMarks(true)
                    .build())
            .parseInputStream(yaml)
            .iterator();
  }

  /** The next event. */
  Event next() {
    Event event;
    try {
      if (!events.hasNext()) {
        throw wrong("it ends too early");
      }
      event = events.next();
    } catch (MarkedYamlEngineException e) {
      String line =
          e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("");
      throw wrong(line + e.getProblem());
    } catch (YamlEngineException e) {
      throw e.getCause() instanceof java.io.IOException broken
          ? new ChartException(
              ChartException.Reason.UNREACHABLE, shown + ": the connection broke", true, broken)
          : wrong("" + e.getMessage());
    }
    if (event instanceof CollectionStartEvent) {
      depth++;
      if (depth > DEEPEST) {
        throw wrong("it is nested deeper than " + DEEPEST);
      }
    } else if (isEnd(event)) {
      depth--;
    }
    return event;
  }

  /** The next event up to where the collection ends that it is asked in: null then. */
  @org.jspecify.annotations.Nullable
  Event nextIn() {
    Event event = next();
    return isEnd(event) ? null : event;
  }

  /** The text of a plain value. */
  String text(Event event) {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getValue();
    }
    throw wrong(
        "line "
            + event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0)
            + ": expected a text"
            + (event instanceof AliasEvent ? ", not an alias" : ""));
  }

  /** Passes over the value that begins with this event. */
  void skip(Event begin) {
    if (begin instanceof CollectionStartEvent) {
      int until = depth - 1;
      while (depth > until) {
        next();
      }
    }
  }

  private static boolean isEnd(Event event) {
    return event.getEventId() == Event.ID.MappingEnd || event.getEventId() == Event.ID.SequenceEnd;
  }

  ChartException wrong(String why) {
    return new ChartException(
        ChartException.Reason.CORRUPT, shown + " is not an index of charts: " + why);
  }
}
