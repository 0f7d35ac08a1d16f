package dev.plumbline.contracts.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SchemaCompatibilityTest {

  @Test
  void aNewOptionalFieldBreaksNobody() {
    assertThat(after(s -> properties(s).putObject("extra").put("type", "string"))).isEmpty();
  }

  @Test
  void aFieldThatIsGoneBreaks() {
    assertThat(after(s -> properties(s).remove("deliveryId")))
        .containsExactly("/deliveryId: is gone");
  }

  @Test
  void aFieldThatMayNowBeAbsentBreaks() {
    assertThat(after(s -> ((ArrayNode) s.get("required")).remove(0)))
        .containsExactly("/repository: was always there and may now be absent");
  }

  @Test
  void aFieldOfAnotherTypeBreaks() {
    assertThat(after(s -> ((ObjectNode) properties(s).get("ref")).put("type", "integer")))
        .singleElement()
        .asString()
        .startsWith("/ref: type was");
  }

  private static java.util.List<String> after(Consumer<ObjectNode> change) {
    ObjectNode before = SchemaGenerator.schemaOf(EventType.REVISION_OBSERVED);
    ObjectNode after = before.deepCopy();
    change.accept(after);
    return SchemaCompatibility.breaks(before, after);
  }

  private static ObjectNode properties(ObjectNode schema) {
    return (ObjectNode) schema.get("properties");
  }
}
