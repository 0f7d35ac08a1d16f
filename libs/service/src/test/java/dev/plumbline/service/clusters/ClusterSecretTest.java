package dev.plumbline.service.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.RequestLimits;
import dev.plumbline.contracts.Json;
import dev.plumbline.service.clusters.ClusterSecret.Form;
import io.fabric8.kubernetes.client.Config;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterSecretTest {

  private static final RequestLimits LIMITS = new RequestLimits(64, 0, 100);
  private static final String PEM = base64("-----BEGIN CERTIFICATE-----\nMII\n");

  @Test
  void aKubeconfigIsReadInItsCurrentContext() {
    ClusterSecret secret =
        kubeconfig(
            """
            current-context: b
            contexts:
            - {name: a, context: {cluster: none, user: none}}
            - {name: b, context: {cluster: c, user: u}}
            clusters:
            - name: c
              cluster: {server: 'https://API.example:443/', certificate-authority-data: %s}
            users:
            - {name: u, user: {token: t0ken}}
            """
                .formatted(PEM));

    assertThat(secret.refusal()).isEmpty();
    assertThat(secret.name()).isEqualTo("far");
    assertThat(secret.server()).isEqualTo("https://api.example");
    Config config = config(secret);
    assertThat(config.getOauthToken()).isEqualTo("t0ken");
    assertThat(config.getCaCertData()).isEqualTo(PEM);
    assertThat(config.isTrustCerts()).isFalse();
    assertThat(config.getAutoConfigure()).isFalse();
    assertThat(secret.toString()).doesNotContain("t0ken", PEM);
  }

  @Test
  void argoCdsFormIsReadWithWhoMayWriteWhat() {
    ClusterSecret secret =
        argoCd(
            Map.of(
                "name", "edge",
                "server", "https://api.example:6443",
                "project", "shop",
                "namespaces", "web,db",
                "clusterResources", "true",
                "config",
                    """
                    {"username": "u", "password": "p4ss", "bearerToken": null, "proxyUrl":
                     "http://proxy.example:3128", "disableCompression": true,
                     "tlsClientConfig": {"insecure": true}, "awsAuthConfig": null}
                    """));

    assertThat(secret.refusal()).isEmpty();
    assertThat(secret.name()).isEqualTo("edge");
    assertThat(secret.server()).isEqualTo("https://api.example:6443");
    assertThat(secret.grant())
        .isEqualTo(new ClusterGrant("shop", java.util.Set.of("web", "db"), true));
    Config config = config(secret);
    assertThat(config.getUsername()).isEqualTo("u");
    assertThat(config.getPassword()).isEqualTo("p4ss");
    assertThat(config.isTrustCerts()).isTrue();
    assertThat(config.getHttpsProxy()).isEqualTo("http://proxy.example:3128");
    assertThat(secret.toString()).doesNotContain("p4ss");
  }

  @Test
  void annotationsLimitWhatItIsAsked() {
    ObjectNode object =
        object(Map.of("server", "https://a.example", "config", "{\"bearerToken\": \"x\"}"));
    object
        .withObject("/metadata/annotations")
        .put("plumbline.dev/qps", "20")
        .put("plumbline.dev/requests-in-flight", "4");

    assertThat(ClusterSecret.of(object, Form.ARGO_CD, LIMITS).limits())
        .isEqualTo(new RequestLimits(4, 20, 100));
  }

  @Test
  void aLimitThatIsNoNumberIsRefused() {
    ObjectNode object =
        object(Map.of("server", "https://a.example", "config", "{\"bearerToken\": \"x\"}"));
    object.withObject("/metadata/annotations").put("plumbline.dev/burst", "0");

    assertThat(ClusterSecret.of(object, Form.ARGO_CD, LIMITS).refusal())
        .isEqualTo("annotation plumbline.dev/burst: expected a whole number of at least 1");
  }

  static Stream<Arguments> refusedOfUsers() {
    return Stream.of(
        arguments("exec: {command: /bin/s3cret}", "exec: runs a program"),
        arguments("auth-provider: {name: s3cret}", "auth-provider: needs a program"),
        arguments("tokenFile: /etc/s3cret", "tokenFile: names a file; write its content to token"),
        arguments("client-certificate: /etc/s3cret", "client-certificate: names a file"),
        arguments("client-key: /etc/s3cret", "client-key: names a file"),
        arguments("as: s3cret", "as: is not supported"),
        arguments("as-groups: [s3cret]", "as-groups: is not supported"),
        arguments("impersonate: s3cret", "impersonate: is not known"),
        arguments("client-key-data: " + PEM, "client-certificate-data and users[u].user.client-k"),
        arguments("client-certificate-data: s3cret", "client-certificate-data: expected PEM"));
  }

  @ParameterizedTest
  @MethodSource("refusedOfUsers")
  void whatRunsOrReadsSomethingHereIsRefusedByName(String user, String why) {
    ClusterSecret secret = kubeconfig(of("server: https://a.example", user));

    assertThat(secret.refusal()).startsWith("its kubeconfig: users[u].user." + why);
    assertThat(secret.refusal()).doesNotContain("s3cret");
    assertThat(secret.access()).isNull();
    assertThat(secret.name()).isEqualTo("far");
  }

  static Stream<Arguments> refusedOfClusters() {
    return Stream.of(
        arguments("server: http://a.example", "server: expected https://"),
        arguments("server: https://u:s3cret@a.example", "server: expected the URL"),
        arguments("server: file:///etc/s3cret", "server: expected the URL"),
        arguments("server: 's3cret'", "server: expected the URL"),
        arguments("server: 'https://a.example?s3cret'", "server: expected the URL"),
        arguments("{}", "server: expected the URL"),
        arguments(
            "{server: 'https://a.example', certificate-authority: /etc/s3cret}",
            "certificate-authority: names a file"),
        arguments(
            "{server: 'https://a.example', tls-server-name: s3cret}",
            "tls-server-name: is not supported"),
        arguments(
            "{server: 'https://a.example', proxy-url: 'http://u:s3cret@p.example'}",
            "proxy-url: expected http://"),
        arguments(
            "{server: 'https://a.example', insecure-skip-tls-verify: true,"
                + " certificate-authority-data: "
                + PEM
                + "}",
            "insecure-skip-tls-verify and clusters[c].cluster.certificate-authority-data"));
  }

  @ParameterizedTest
  @MethodSource("refusedOfClusters")
  void anAddressThatIsNoneOrNotSafeIsRefused(String cluster, String why) {
    ClusterSecret secret = kubeconfig(of(cluster, "token: t"));

    assertThat(secret.refusal()).startsWith("its kubeconfig: clusters[c].cluster." + why);
    assertThat(secret.refusal()).doesNotContain("s3cret");
  }

  static Stream<Arguments> refusedOfArgoCd() {
    return Stream.of(
        arguments("{\"execProviderConfig\": {\"command\": \"s3cret\"}}", "config.execProviderCo"),
        arguments("{\"awsAuthConfig\": {\"clusterName\": \"s3cret\"}}", "config.awsAuthConfig: "),
        arguments(
            "{\"tlsClientConfig\": {\"serverName\": \"s3cret\"}}",
            "config.tlsClientConfig.serverName: is not supported"),
        arguments("{\"bearerToken\": s3cret}", "config: expected a JSON object"),
        arguments("[\"s3cret\"]", "config: expected a JSON object"),
        arguments("{\"s3cretly\": 1, \"x\": 2}", "config.s3cretly: is not known"));
  }

  @ParameterizedTest
  @MethodSource("refusedOfArgoCd")
  void programsAndWhatIsNotKnownAreRefusedOfArgoCdToo(String config, String why) {
    ClusterSecret secret = argoCd(Map.of("server", "https://a.example", "config", config));

    assertThat(secret.refusal()).startsWith(why);
    assertThat(secret.refusal()).doesNotContain("\"s3cret\"");
    assertThat(secret.server()).isEqualTo("https://a.example");
  }

  @Test
  void nobodyElseCanBeTheClusterThatPlumblineRunsOn() {
    ClusterSecret secret =
        argoCd(Map.of("name", "in-cluster", "server", "https://evil.example", "config", "{}"));

    assertThat(secret.refusal()).startsWith("'in-cluster' is the cluster that Plumbline runs on");
  }

  @Test
  void whatIsLargeOrFullOfAliasesCostsLittle() {
    assertThat(kubeconfig("x".repeat(300_000)).refusal())
        .isEqualTo("its kubeconfig: kubeconfig is larger than 262144 bytes");
    StringBuilder laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 40; i++) {
      laughs.append("a%1$d: &a%1$d [*a%2$d,*a%2$d,*a%2$d,*a%2$d,*a%2$d]\n".formatted(i, i - 1));
    }
    assertThat(kubeconfig(laughs.toString()).refusal()).startsWith("its kubeconfig: ");
    assertThat(kubeconfig("[".repeat(100_000)).refusal()).startsWith("its kubeconfig: ");
  }

  private static String of(String cluster, String user) {
    return """
        current-context: x
        contexts: [{name: x, context: {cluster: c, user: u}}]
        clusters:
        - name: c
          cluster:
            %s
        users:
        - name: u
          user:
            %s
        """
        .formatted(cluster, user);
  }

  private static ClusterSecret kubeconfig(String text) {
    return ClusterSecret.of(object(Map.of("kubeconfig", text)), Form.KUBECONFIG, LIMITS);
  }

  private static ClusterSecret argoCd(Map<String, String> values) {
    return ClusterSecret.of(object(values), Form.ARGO_CD, LIMITS);
  }

  private static Config config(ClusterSecret secret) {
    ClusterAccess access = secret.access();
    assertThat(access).isNotNull();
    return access.config();
  }

  private static ObjectNode object(Map<String, String> values) {
    ObjectNode object = Json.mapper().createObjectNode();
    object.putObject("metadata").put("name", "far");
    values.forEach((key, value) -> object.withObject("/data").put(key, base64(value)));
    return object;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
