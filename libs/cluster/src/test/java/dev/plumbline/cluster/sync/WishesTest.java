package dev.plumbline.cluster.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ownership.Fingerprint;
import dev.plumbline.contracts.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WishesTest {

  @ParameterizedTest
  @CsvSource({
    "annotations, plumbline.dev/reconcile, disabled, true",
    "annotations, kustomize.toolkit.fluxcd.io/reconcile, Disabled, true",
    "labels, kustomize.toolkit.fluxcd.io/reconcile, disabled, true",
    "annotations, plumbline.dev/reconcile, false, true",
    "labels, plumbline.dev/reconcile, disabled, false",
    "annotations, plumbline.dev/reconcile, enabled, false",
    "annotations, plumbline.dev/reconcile, whatever, false",
    "annotations, plumbline.dev/prune, disabled, false",
  })
  void whoeverWatchesSeesByMetadataWhatIsNotToBeApplied(
      String where, String name, String value, boolean left) {
    ObjectNode object = Json.mapper().createObjectNode();
    object.putObject("metadata").putObject(where).put(name, value);

    String wish = Fingerprint.of(object, "plumbline").wish();

    if (left) {
      assertThat(wish).isEqualTo("it bears " + name + ": " + value);
    } else {
      assertThat(wish).isNull();
    }
  }
}
