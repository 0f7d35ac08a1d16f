package dev.plumbline.sandbox.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.fields.FieldSet;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.TypeTable;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnershipTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final FieldManager GIT = FieldManager.applying("git", "");
  private static final FieldManager EDITOR = FieldManager.updating("editor", "v1", "");

  private final Ownership ownership =
      new Ownership(
          TypeTable.BUILT_IN.get("core.v1.ConfigMap"), "v1", Set.of("v1"), FieldSet.EMPTY);

  private static ObjectNode map(String data) {
    return (ObjectNode)
        Json.trusted(
            ("{'metadata':{'name':'c','uid':'u'},'data':" + data + "}").replace('\'', '"'));
  }

  private static ObjectNode empty() {
    return (ObjectNode) Json.trusted("{\"metadata\":{}}");
  }

  private static JsonNode fields(ObjectNode object, String manager) {
    for (JsonNode entry : object.at("/metadata/managedFields")) {
      if (entry.path("manager").asText().equals(manager)) {
        return entry.path("fieldsV1");
      }
    }
    return Json.object();
  }

  private ObjectNode applied(String data) throws ApplyConflict {
    return ownership.apply(empty(), map(data), GIT, false, NOW);
  }

  @Test
  void theApplierOwnsWhatItStates() throws ApplyConflict {
    assertThat(fields(applied("{'a':'1'}"), "git").toString())
        .isEqualTo("{\"f:data\":{\"f:a\":{}}}");
  }

  @Test
  void anUpdaterTakesWhatItChangesAndTheApplierLosesIt() throws ApplyConflict {
    // given
    ObjectNode live = applied("{'a':'1','b':'2'}");

    // when
    ObjectNode after = ownership.update(live, with(live, "{'a':'x','b':'2','c':'3'}"), EDITOR, NOW);

    // then
    assertThat(fields(after, "git").toString()).isEqualTo("{\"f:data\":{\"f:b\":{}}}");
    assertThat(fields(after, "editor").toString())
        .isEqualTo("{\"f:data\":{\"f:a\":{},\"f:c\":{}}}");
  }

  @Test
  void anApplyThatWouldChangeForeignFieldsConflictsUnlessForced() throws ApplyConflict {
    // given
    ObjectNode live = applied("{'a':'1'}");
    ObjectNode edited = ownership.update(live, with(live, "{'a':'x'}"), EDITOR, NOW);

    // then
    assertThatThrownBy(() -> ownership.apply(edited, map("{'a':'1'}"), GIT, false, NOW))
        .isInstanceOf(ApplyConflict.class)
        .hasMessage("Apply failed with 1 conflict: conflict with \"editor\" using v1: .data.a");
    ObjectNode forced = ownership.apply(edited, map("{'a':'1'}"), GIT, true, NOW);
    assertThat(fields(forced, "editor").isEmpty()).isTrue();
    assertThat(forced.at("/data/a").asText()).isEqualTo("1");
  }

  @Test
  void equalValuesAreSharedNotFoughtOver() throws ApplyConflict {
    ObjectNode live = applied("{'a':'1'}");
    ObjectNode shared =
        ownership.apply(live, map("{'a':'1'}"), FieldManager.applying("other", ""), false, NOW);
    assertThat(fields(shared, "git")).isEqualTo(fields(shared, "other"));
  }

  @Test
  void aFieldNoLongerAppliedGoesUnlessAnotherOwnsIt() throws ApplyConflict {
    // given
    ObjectNode live = applied("{'a':'1','b':'2'}");
    ObjectNode shared =
        ownership.apply(live, map("{'b':'2'}"), FieldManager.applying("other", ""), false, NOW);

    // when
    ObjectNode after = ownership.apply(shared, map("{'c':'3'}"), GIT, false, NOW);

    // then
    assertThat(after.path("data").toString()).isEqualTo("{\"b\":\"2\",\"c\":\"3\"}");
  }

  @Test
  void anApplyThatChangesNothingKeepsTheTime() throws ApplyConflict {
    ObjectNode live = applied("{'a':'1'}");
    ObjectNode again = ownership.apply(live, map("{'a':'1'}"), GIT, false, NOW.plusSeconds(60));
    assertThat(again).isEqualTo(live);
  }

  @Test
  void anEmptyEntryForgetsAllOwnership() throws ApplyConflict {
    ObjectNode live = applied("{'a':'1'}");
    ObjectNode reset = live.deepCopy();
    ((ObjectNode) reset.path("metadata")).putArray("managedFields").addObject();
    assertThat(ownership.update(live, reset, EDITOR, NOW).at("/metadata/managedFields")).isEmpty();
  }

  @Test
  void entriesOfVersionsThatAreNotServedAreDropped() throws ApplyConflict {
    ObjectNode live = applied("{'a':'1'}");
    Ownership next =
        new Ownership(
            TypeTable.BUILT_IN.get("core.v1.ConfigMap"), "v2", Set.of("v2"), FieldSet.EMPTY);
    ObjectNode after = next.update(live, with(live, "{'a':'1','z':'1'}"), EDITOR, NOW);
    assertThat(fields(after, "git").isEmpty()).isTrue();
  }

  @Test
  void theOldestOfManyUpdatersAreFolded() {
    // given
    ObjectNode live = ownership.update(empty(), map("{'k0':'v'}"), updater(0), NOW);

    // when
    for (int i = 1; i <= 12; i++) {
      ObjectNode next = live.deepCopy();
      ((ObjectNode) next.path("data")).put("k" + i, "v");
      live = ownership.update(live, next, updater(i), NOW.plusSeconds(i));
    }

    // then
    assertThat(live.at("/metadata/managedFields")).hasSize(Managed.MAX_UPDATERS);
    assertThat(fields(live, Managed.ANCIENT).at("/f:data").has("f:k1")).isTrue();
    assertThat(fields(live, "m12").at("/f:data").has("f:k12")).isTrue();
  }

  private static FieldManager updater(int i) {
    return FieldManager.updating("m" + i, "v1", "");
  }

  private static ObjectNode with(ObjectNode live, String data) {
    ObjectNode next = live.deepCopy();
    next.set("data", map(data).path("data"));
    return next;
  }
}
