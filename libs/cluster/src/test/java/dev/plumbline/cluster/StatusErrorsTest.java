package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What API servers say when they refuse, and what is made of it. */
class StatusErrorsTest {

  private static final String STATEFUL_SET =
      "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals',"
          + " 'template', 'updateStrategy', 'revisionHistoryLimit' and 'minReadySeconds' are"
          + " forbidden";

  static Stream<Arguments> immutable() {
    return Stream.of(
        arguments("spec.selector", "Invalid value: {\"matchLabels\":{}}: field is immutable"),
        arguments("spec.clusterIPs[0]", "Invalid value: [\"10.96.0.9\"]: may not change once set"),
        arguments("spec.template", "Invalid value: {\"spec\": {}}: field is immutable"),
        arguments("spec", STATEFUL_SET),
        arguments(
            "spec",
            "Forbidden: spec is immutable after creation except resources.requests and"
                + " volumeAttributesClassName for bound claims\n@@ -1: a: b"),
        arguments("data", "Forbidden: field is immutable when `immutable` is set"),
        arguments("type", "Invalid value: \"Opaque\": field is immutable"),
        arguments("roleRef", "Invalid value: {\"name\":\"x\"}: cannot change roleRef"),
        arguments("parameters", "Forbidden: updates to parameters are forbidden."),
        arguments("value", "Forbidden: may not be changed in an update."));
  }

  @ParameterizedTest
  @MethodSource("immutable")
  void fieldsThatCannotChangeAreNamed(String field, String said) {
    // when
    ClusterException e = of(422, "Invalid", "Kind \"x\" is invalid", cause(field, said));

    // then
    assertThat(e.reason()).isEqualTo(Reason.IMMUTABLE);
    assertThat(e.fields()).containsExactly(field);
    assertThat(e.retriable()).isFalse();
    assertThat(e.refused()).isTrue();
  }

  @Test
  void anObjectThatIsWrongAnywayIsNotOneToBeMadeAnew() {
    // when
    ClusterException e =
        of(
            422,
            "Invalid",
            "Deployment.apps \"web\" is invalid",
            cause("spec.selector", "Invalid value: {}: field is immutable"),
            cause("spec.replicas", "Invalid value: -1: must be greater than or equal to 0"));

    // then
    assertThat(e.reason()).isEqualTo(Reason.INVALID);
    assertThat(e.fields()).containsExactly("spec.selector", "spec.replicas");
  }

  @Test
  void aValueThatReadsLikeAComplaintIsNone() {
    // when
    ClusterException e =
        of(
            422,
            "Invalid",
            "Widget \"w\" is invalid",
            cause("spec.mode", "Invalid value: \"immutable: may not change\": must be short"));

    // then
    assertThat(e.reason()).isEqualTo(Reason.INVALID);
  }

  @Test
  void anotherObjectOfThatNameIsNotOneToBeMadeAnew() {
    // when
    ClusterException e =
        of(
            422,
            "Invalid",
            "ConfigMap \"c\" is invalid",
            cause("metadata.uid", "Invalid value: \"1\": field is immutable"));

    // then
    assertThat(e.reason()).isEqualTo(Reason.INVALID);
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        arguments(
            403,
            "pods \"p\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=5,"
                + " limited: pods=5",
            Reason.QUOTA_EXCEEDED,
            false),
        arguments(
            403,
            "admission webhook \"policy.example.com\" denied the request: no",
            Reason.DENIED,
            false),
        arguments(
            400,
            "admission webhook \"policy.example.com\" denied the request: no",
            Reason.DENIED,
            false),
        arguments(
            422,
            "configmaps \"c\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied"
                + " request: no",
            Reason.DENIED,
            false),
        arguments(
            500,
            "Internal error occurred: failed calling webhook \"a.example.com\": failed to call"
                + " webhook: Post \"https://a.b.svc:443/?timeout=10s\": connection refused",
            Reason.ADMISSION_UNAVAILABLE,
            true),
        arguments(
            500,
            "conversion webhook for example.com/v1, Kind=Widget failed: Post \"https://x\": EOF",
            Reason.CONVERSION_FAILED,
            true),
        arguments(500, "etcdserver: request is too large", Reason.TOO_LARGE, false),
        arguments(
            500,
            "rpc error: code = ResourceExhausted desc = trying to send message larger than max"
                + " (2 vs. 1)",
            Reason.TOO_LARGE,
            false),
        arguments(413, "Request entity too large: limit is 3145728", Reason.TOO_LARGE, false),
        arguments(
            500,
            "failed to create typed patch object (shop/web; apps/v1, Kind=Deployment):"
                + " .spec.replcas: field not declared in schema",
            Reason.INVALID,
            false),
        arguments(500, "etcdserver: leader changed", Reason.SERVER_ERROR, true),
        arguments(
            503, "the server is currently unable to handle the request", Reason.SERVER_ERROR, true),
        arguments(403, "User \"x\" cannot get resource \"pods\"", Reason.FORBIDDEN, false),
        arguments(409, "the object has been modified", Reason.CONFLICT, true));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void eachAnswerHasItsReason(int code, String message, Reason reason, boolean retriable) {
    // when
    ClusterException e = of(code, "", message);

    // then
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e.retriable()).isEqualTo(retriable);
    assertThat(e).hasMessageContaining(message.substring(0, 20));
  }

  @ParameterizedTest
  @MethodSource("large")
  void anObjectThatIsTooLongInAllIsTooLarge(String field) {
    // when
    ClusterException e =
        of(
            422,
            "Invalid",
            "ConfigMap \"c\" is invalid",
            cause(field, "Too long: may not be more than 1048576 bytes"));

    // then
    assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE);
  }

  static Stream<String> large() {
    return Stream.of("metadata.annotations", "", "[]", "data");
  }

  @Test
  void aFieldThatIsTooLongIsWrong() {
    assertThat(
            of(422, "Invalid", "w", cause("spec.name", "Too long: may not be more than 3 bytes"))
                .reason())
        .isEqualTo(Reason.INVALID);
  }

  @Test
  void whoRefusedASecretIsToldAndNothingOfIt() {
    // when
    ClusterException e =
        StatusErrors.of(
            answer(
                403,
                "Forbidden",
                "admission webhook \"policy.example.com\" denied the request: hunter2 is weak",
                List.of()),
            "Secret shop/s",
            true);

    // then
    assertThat(e)
        .hasMessage(
            "Secret shop/s: Forbidden: admission webhook \"policy.example.com\" denied the request");
    assertThat(e.reason()).isEqualTo(Reason.DENIED);
  }

  private static ClusterException of(
      int code, String reason, String message, ObjectNode... causes) {
    return StatusErrors.of(answer(code, reason, message, List.of(causes)), "Kind shop/x", false);
  }

  private static Answer answer(int code, String reason, String message, List<ObjectNode> causes) {
    ObjectNode status = Json.mapper().createObjectNode();
    status.put("kind", "Status").put("code", code).put("reason", reason).put("message", message);
    status.putObject("details").putArray("causes").addAll(causes);
    return new Answer(code, status.toString().getBytes(StandardCharsets.UTF_8), null);
  }

  private static ObjectNode cause(String field, String message) {
    ObjectNode cause = Json.mapper().createObjectNode();
    return cause.put("field", field).put("message", message).put("reason", "FieldValueInvalid");
  }
}
