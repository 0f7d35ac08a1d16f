package dev.plumbline.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.health.table.KindTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cases of kinds in the table, from {@code src/test/resources/kinds}: at least one of each kind.
 */
class KindTableTest {

  private static final Pattern CONDITION =
      Pattern.compile("([^=]+)=(\\w+)(?:\\(([^)]*)\\))?(?:: (.*))?");

  /**
   * @param name for who reads the result
   */
  record Case(String name, ObjectNode object, JsonNode expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String file : List.of("cases.yaml", "cases-more.yaml")) {
      JsonNode all =
          TestObjects.yaml(Files.readString(Path.of("src/test/resources/kinds").resolve(file)));
      for (Map.Entry<String, JsonNode> kind : all.properties()) {
        int number = 0;
        for (JsonNode each : kind.getValue()) {
          ObjectNode object = Json.mapper().createObjectNode();
          object.put("apiVersion", kind.getKey().split(" ")[0]);
          object.put("kind", kind.getKey().split(" ")[1]);
          for (String field : List.of("metadata", "spec", "status")) {
            if (each.has(field)) {
              object.set(field, each.get(field));
            }
          }
          spellOut(object);
          cases.add(new Case(kind.getKey() + " " + ++number, object, each));
        }
      }
    }
    return cases;
  }

  private static void spellOut(JsonNode node) {
    if (node.path("conditions") instanceof ArrayNode conditions) {
      for (int i = 0; i < conditions.size(); i++) {
        Matcher written = CONDITION.matcher(conditions.get(i).asText(""));
        if (written.matches()) {
          ObjectNode condition = Json.mapper().createObjectNode();
          condition.put("type", written.group(1)).put("status", written.group(2));
          if (written.group(3) != null) {
            condition.put("reason", written.group(3));
          }
          if (written.group(4) != null) {
            condition.put("message", written.group(4));
          }
          conditions.set(i, condition);
        }
      }
    }
    node.forEach(KindTableTest::spellOut);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void judgesEachAsItSays(Case each) {
    ObjectHealth health = HealthRules.builtIn().of(TestObjects.ref(each.object()), each.object());

    assertThat(health.status().name())
        .as(health.message())
        .isEqualTo(each.expected().path("is").asText());
    if (each.expected().has("message")) {
      assertThat(health.message()).isEqualTo(each.expected().path("message").asText());
    }
  }

  @Test
  void everyKindOfTheTableHasACase() throws IOException {
    Set<String> without = KindTable.builtIn().kinds();
    for (Case each : cases()) {
      ObjectRef ref = TestObjects.ref(each.object());
      KindTable.builtIn().key(ref.group(), ref.kind()).ifPresent(without::remove);
    }

    assertThat(without).isEmpty();
  }

  @Test
  void everyKindOfTheTableIsDocumented() throws IOException {
    String page = Files.readString(Path.of("../../docs/health.md"));

    for (String key : KindTable.builtIn().kinds()) {
      String group = key.substring(0, key.indexOf('/'));
      String kind = key.substring(key.indexOf('/') + 1);
      String row =
          page.lines()
              .filter(line -> line.startsWith("| `" + (group.isEmpty() ? "core" : group) + "` |"))
              .findFirst()
              .orElse("");
      assertThat(row).as(key).contains(kind.equals("*") ? "all others" : kind);
    }
  }

  @Test
  void aMistakeInTheTableIsNoticedHere() {
    try (Stream<String> keys = KindTable.builtIn().kinds().stream()) {
      keys.forEach(
          key -> {
            String group = key.substring(0, key.indexOf('/')).replace("*", "x");
            String kind = key.substring(key.indexOf('/') + 1).replace("*", "X");
            assertThat(KindTable.builtIn().rule(group, kind)).as(key).isPresent();
          });
    }
  }
}
