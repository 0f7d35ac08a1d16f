package dev.plumbline.driftdetector.sight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelmReleasesTest {

  @ParameterizedTest
  @CsvSource({
    "Helm, web, shop, true",
    "Helm, web,, true",
    "Helm, other, shop, false",
    "Helm, web, blog, false",
    "Plumbline, web, shop, false",
    "Helm,, shop, false",
    ",web, shop, false",
  })
  void anObjectIsOfAReleaseWhenHelmsLabelAndItsNameSaySo(
      String managedBy, String release, String namespace, boolean is) {
    ObjectNode object = Json.mapper().createObjectNode();
    if (managedBy != null) {
      object.withObject("/metadata/labels").put("app.kubernetes.io/managed-by", managedBy);
    }
    ObjectNode annotations = object.withObject("/metadata/annotations");
    if (release != null) {
      annotations.put("meta.helm.sh/release-name", release);
    }
    if (namespace != null) {
      annotations.put("meta.helm.sh/release-namespace", namespace);
    }

    assertThat(HelmReleases.isOf(object, Set.of("web", "shop-web"), "shop")).isEqualTo(is);
  }
}
