package dev.plumbline.health.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.health.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one kind, the first that holds decides; none does while its controller has not told
 * enough.
 *
 * @param conditions where its conditions are
 * @param current whether conditions of older generations are as if they were not there; else an
 *     object whose state rests on one is progressing
 */
record KindRule(List<FieldPath> conditions, boolean current, List<Line> lines) {

  /**
   * @param when alternatives of terms that hold together; empty for a line that always holds
   */
  record Line(HealthStatus status, List<List<Term>> when, @Nullable Message message) {

    boolean holds(Subject subject) {
      if (when.isEmpty()) {
        return true;
      }
      for (List<Term> all : when) {
        subject.forget();
        if (all.stream().allMatch(term -> term.holds(subject))) {
          return true;
        }
      }
      subject.forget();
      return false;
    }
  }

  Finding of(JsonNode object) {
    Subject subject = new Subject(object, conditions, current);
    if (subject.unobserved()) {
      return Finding.progressing("its controller has not seen the newest generation yet");
    }
    for (Line line : lines) {
      if (line.holds(subject)) {
        JsonNode condition = subject.condition();
        if (condition != null && subject.old(condition)) {
          return Finding.progressing(
              "its condition " + condition.path("type").asText() + " is about an older generation");
        }
        Message message = line.message();
        String told = message == null ? subject.evidence() : message.of(subject);
        return told.isEmpty() && line.status() == HealthStatus.Progressing
            ? waiting(object)
            : new Finding(line.status(), told);
      }
    }
    return waiting(object);
  }

  private static Finding waiting(JsonNode object) {
    return Finding.progressing(
        object.path("status").isEmpty()
            ? "its controller has not told a status yet"
            : "its controller has not told that it is done yet");
  }
}
