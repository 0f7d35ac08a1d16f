package dev.plumbline.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectReadingTest {

  private static final String METADATA =
      "{\"metadata\": {\"namespace\": \"team\", \"name\": \"default\"}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          null                                                | spec is missing
          "s3cret"                                            | spec is a text, and an object was expected
          {"sourceRepos": "*"}                                | spec.sourceRepos is a text, and a list was expected
          {"sourceRepos": [{"a": "s3cret"}]}                  | spec.sourceRepos[0] is an object, and a text was expected
          {"sourceRepos": [null]}                             | spec has what does not belong there
          {"destinations": [{"namespace": ["s3cret"]}]}       | spec.destinations[0].namespace is a list, and a text was expected
          {"destinations": [1]}                               | spec.destinations[0] is a number, and an object was expected
          {"clusterResourceBlacklist": [{"group": ""}]}       | spec.clusterResourceBlacklist[0].kind is missing
          {"namespaceResourceBlacklist": [{"kind": "Lease"}]} | spec.namespaceResourceBlacklist[0].group is missing
          """)
  void whatCannotBeReadSaysWhereAndPermitsNothing(String spec, String fault)
      throws JsonProcessingException {
    ProjectReading reading = reading(spec);

    assertThat(reading.project()).isEmpty();
    assertThat(reading.refusal())
        .contains(
            "Project 'default' in namespace team permits nothing, since it cannot be read: "
                + fault);
  }

  @Test
  void oneWithoutASpecAtAllPermitsNothing() throws JsonProcessingException {
    ObjectNode resource = (ObjectNode) Json.mapper().readTree(METADATA);

    assertThat(ProjectReading.of(resource).refusal().orElseThrow()).endsWith("spec is missing");
  }

  @Test
  void whatCanBeReadRefusesNothingAndPermitsAsItsSpecSays() throws JsonProcessingException {
    ProjectReading one = reading("{\"sourceRepos\": [\"*\"]}");
    ProjectReading same = reading("{\"sourceRepos\": [\"*\"], \"unknown\": 1}");
    ProjectReading other = reading("{\"sourceRepos\": []}");
    ProjectReading none = reading("1");

    assertThat(one.refusal()).isEmpty();
    assertThat(one.permitsAs(same)).isTrue();
    assertThat(one.permitsAs(other)).isFalse();
    assertThat(one.permitsAs(none)).isFalse();
    assertThat(none.permitsAs(reading("true"))).isFalse();
  }

  private static ProjectReading reading(String spec) throws JsonProcessingException {
    ObjectNode resource = (ObjectNode) Json.mapper().readTree(METADATA);
    resource.set("spec", Json.mapper().readTree(spec));
    return ProjectReading.of(resource);
  }
}
