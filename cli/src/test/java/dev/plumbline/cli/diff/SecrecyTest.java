package dev.plumbline.cli.diff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.testkit.harness.Cluster;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecrecyTest {

  private static final SecretCipher CIPHER = new SecretCipher(KeyRing.of("k", new byte[32]));

  private static Secrecy.Sides hide(String wanted, String live, String... secrets) {
    ObjectNode inClear = Cluster.parse(wanted);
    ObjectNode sealed = CIPHER.seal(inClear, Set.of(secrets)::contains);
    return Secrecy.of(sealed, inClear).hide(inClear, Cluster.parse(live));
  }

  @Test
  void equalSecretsLookEqualAndOthersDoNot() {
    Secrecy.Sides sides =
        hide(
            "{apiVersion: v1, kind: Secret, data: {a: b25l, b: dHdv, c: bmV3}}",
            "{apiVersion: v1, kind: Secret, data: {a: b25l, b: b3RoZXI=, d: b2xk}}");

    assertThat(sides.wanted().path("data"))
        .isEqualTo(Cluster.parse("{a: (secret), b: '(secret, another value)', c: (secret)}"));
    assertThat(sides.live().path("data"))
        .isEqualTo(Cluster.parse("{a: (secret), b: (secret), d: (secret)}"));
  }

  @Test
  void aValueOfASecretIsHiddenWhereverElseItIs() {
    Secrecy.Sides sides =
        hide(
            "{apiVersion: v1, kind: Secret, data: {a: aHVudGVyMg==}}",
            "{apiVersion: v1, kind: Secret, metadata: {annotations: {x: is hunter2, y: plain}},"
                + " data: {a: aHVudGVyMg==}}");

    assertThat(sides.live().at("/metadata/annotations/x").asText()).isEqualTo("(secret)");
    assertThat(sides.live().at("/metadata/annotations/y").asText()).isEqualTo("plain");
  }

  @Test
  void whatOnlyTheClusterHasOfAnObjectWithSecretsIsHiddenToo() {
    Secrecy.Sides sides =
        hide(
            "{kind: Pod, spec: {containers: [{name: web, env: [{name: A, value: newer-pw}]}]}}",
            "{kind: Pod, spec: {replicas: 3, containers: [{name: web, env: [{name: B, value:"
                + " oldest-pw}, {name: A, value: older-pw}]}]}}",
            "newer-pw");

    assertThat(sides.wanted().toString() + sides.live()).doesNotContain("-pw");
    assertThat(sides.wanted().at("/spec/containers/0/env/0/value").asText())
        .isEqualTo("(secret, another value)");
    assertThat(sides.live().at("/spec/containers/0/env/1/value").asText()).isEqualTo("(secret)");
    assertThat(sides.live().at("/spec/replicas").asInt()).isEqualTo(3);
  }

  @Test
  void aSecretIsHiddenThoughTheOtherSideIsOfAnotherKind() {
    Secrecy.Sides sides =
        hide(
            "{kind: ConfigMap, data: {a: newer-pw, b: {c: newer-pw}}}",
            "{kind: ConfigMap, data: {a: {x: older-pw}, b: [older-pw]}}",
            "newer-pw");

    assertThat(sides.wanted().toString() + sides.live()).doesNotContain("-pw");
  }

  @Test
  void anObjectWithoutSecretsIsShownAsItIs() {
    Secrecy.Sides sides = hide("{kind: ConfigMap, data: {a: x}}", "{kind: ConfigMap, data: {}}");

    assertThat(sides.wanted()).isEqualTo(Cluster.parse("{kind: ConfigMap, data: {a: x}}"));
    assertThat(sides.live()).isEqualTo(Cluster.parse("{kind: ConfigMap, data: {}}"));
  }
}
