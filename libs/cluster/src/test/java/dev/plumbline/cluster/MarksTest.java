package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarksTest {

  private static final ObjectRef REF = ObjectRef.of("v1", "ConfigMap", "shop", "c");

  @Test
  void aMarkNamesInstallationApplicationAndTheObjectItself() {
    ObjectNode manifest =
        TestCluster.yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}");
    ApplicationKey application = new ApplicationKey("argo", "shop");

    ObjectNode marked = Marks.mark(manifest, REF, "plumbline", "app-uid", application);

    assertThat(Marks.of(marked)).contains(new Tracking("plumbline", "app-uid", REF.id()));
    assertThat(Marks.of(marked).orElseThrow().names(REF)).isTrue();
    assertThat(Marks.shard(marked)).hasValue(application.shard());
    assertThat(Marks.of(manifest)).isEmpty();
    assertThat(Marks.shard(manifest)).isEmpty();
  }

  @Test
  void shardsAreSelectedByOneLabel() {
    assertThat(Marks.selector(List.of(7, 3))).isEqualTo("plumbline.dev/shard in (3,7)");
  }
}
