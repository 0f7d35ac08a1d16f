package dev.plumbline.cluster.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApplyOrderTest {

  private static final List<ObjectRef> IN_ORDER =
      List.of(
          ObjectRef.of("v1", "Namespace", "", "shop"),
          ObjectRef.of("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "w"),
          ObjectRef.of("v1", "ServiceAccount", "shop", "bot"),
          ObjectRef.of("v1", "ConfigMap", "shop", "a"),
          ObjectRef.of("v1", "ConfigMap", "shop", "b"),
          ObjectRef.of("v1", "Service", "shop", "web"),
          ObjectRef.of("apps/v1", "Deployment", "shop", "web"),
          ObjectRef.of("serving.knative.dev/v1", "Service", "shop", "fn"),
          ObjectRef.of("networking.k8s.io/v1", "Ingress", "shop", "web"),
          ObjectRef.of(
              "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "", "hook"));

  @Test
  void whatOthersNeedComesFirstAndIsPrunedLast() {
    List<ObjectRef> shuffled = new ArrayList<>(IN_ORDER);
    Collections.rotate(shuffled, 4);
    List<ObjectRef> reversed = new ArrayList<>(IN_ORDER);
    Collections.reverse(reversed);

    assertThat(shuffled.stream().sorted(ApplyOrder.COMPARATOR)).isEqualTo(IN_ORDER);
    assertThat(shuffled.stream().sorted(ApplyOrder.PRUNE_COMPARATOR)).isEqualTo(reversed);
  }

  @Test
  void knowsKubernetesOwnClusterScopedKindsOnly() {
    assertThat(KindScopes.isClusterScoped("", "Namespace")).isTrue();
    assertThat(KindScopes.isClusterScoped("rbac.authorization.k8s.io", "ClusterRole")).isTrue();
    assertThat(KindScopes.isClusterScoped("rbac.authorization.k8s.io", "Role")).isFalse();
    assertThat(KindScopes.isClusterScoped("example.com", "Namespace")).isFalse();
  }
}
