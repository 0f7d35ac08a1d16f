package dev.plumbline.sandbox.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.sandbox.schema.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {

  private static final JsonNode LABELS = Json.trusted("{\"app\":\"web\",\"n\":\"5\"}");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "app=web",
        "app==web",
        "app != api",
        "x!=y",
        "app in (web, api)",
        "app notin (api)",
        "x notin (y)",
        "app",
        "!x",
        "app=web,!x , n in (5)",
        "n>4,n<6",
        "x.y/z!=1"
      })
  void selects(String selector) {
    assertThat(LabelSelector.parse(selector).test(LABELS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"app=api", "!app", "x", "app in (api)", "app notin (web)", "x=", "n>5"})
  void rejects(String selector) {
    assertThat(LabelSelector.parse(selector).test(LABELS)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"app in (a", "a b", "=x", ",", "a=b,", "a in b"})
  void refusesWhatIsNoSelector(String selector) {
    assertThatThrownBy(() -> LabelSelector.parse(selector))
        .isInstanceOfSatisfying(ApiError.class, e -> assertThat(e.code()).isEqualTo(400));
  }

  @Test
  void findsCellsByPath() {
    JsonNode object =
        Json.trusted(
            """
            {"a":{"b.c":"dotted","l":[{"type":"Ready","status":"True"},{"type":"X","status":"No"}]}}""");
    assertThat(Cells.find(object, ".a.l[?(@.type==\"Ready\")].status")).hasToString("[\"True\"]");
    assertThat(Cells.find(object, ".a.l[1].status")).hasToString("[\"No\"]");
    assertThat(Cells.find(object, ".a.l[*].type")).hasSize(2);
    assertThat(Cells.find(object, ".a['b.c']")).hasToString("[\"dotted\"]");
    assertThat(Cells.find(object, ".a.b\\.c")).hasToString("[\"dotted\"]");
    assertThat(Cells.find(object, ".nope.x")).isEqualTo(List.of());
  }

  @Test
  void showsAgesAsPeopleReadThem() {
    Instant now = Instant.parse("2026-01-10T00:00:00Z");
    assertThat(Cells.age("2026-01-09T23:59:15Z", now)).isEqualTo("45s");
    assertThat(Cells.age("2026-01-09T23:56:48Z", now)).isEqualTo("3m12s");
    assertThat(Cells.age("2026-01-09T20:55:00Z", now)).isEqualTo("3h5m");
    assertThat(Cells.age("2026-01-05T00:00:00Z", now)).isEqualTo("5d");
  }
}
