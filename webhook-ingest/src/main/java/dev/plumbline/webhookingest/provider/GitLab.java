package dev.plumbline.webhookingest.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * GitLab, its project, group and system hooks: {@code X-Gitlab-Token}; or, when the secret begins
 * with {@code whsec_}, the signature of Standard Webhooks and nothing less.
 */
final class GitLab implements Provider {

  @Override
  public String name() {
    return "gitlab";
  }

  @Override
  public boolean authentic(Delivery delivery, String secret) {
    return secret.startsWith(StandardSignature.SECRET_PREFIX)
        ? StandardSignature.authentic(delivery, secret)
        : delivery
            .header("X-Gitlab-Token")
            .map(given -> Signature.sameSecret(given, secret))
            .orElse(false);
  }

  @Override
  public Optional<String> deliveryId(Delivery delivery) {
    return delivery
        .header("Idempotency-Key")
        .or(() -> delivery.header(StandardSignature.ID_HEADER));
  }

  @Override
  public PushNotice read(Delivery delivery, JsonNode payload) {
    String kind =
        Payload.kind(
            Payload.text(payload, "object_kind")
                .or(() -> Payload.text(payload, "event_name"))
                .orElse(null));
    List<RefChange> changes =
        switch (kind) {
          case "push", "tag_push" ->
              Payload.change(payload).map(moved -> peeled(moved, payload)).stream().toList();
          case "repository_update" -> changes(payload.path("changes"));
          default -> List.of();
        };
    if (changes.isEmpty()) {
      return PushNotice.uninteresting(kind);
    }
    List<String> urls = new ArrayList<>();
    for (String project : List.of("project", "repository")) {
      urls.addAll(
          Payload.texts(
              payload.path(project),
              "git_http_url",
              "git_ssh_url",
              "http_url",
              "ssh_url",
              "web_url",
              "url"));
    }
    return new PushNotice(
        kind, urls, changes, Payload.person(payload, "user_username", "user_name"));
  }

  private static List<RefChange> changes(JsonNode list) {
    List<RefChange> changes = new ArrayList<>();
    list.forEach(item -> Payload.change(item).ifPresent(changes::add));
    return changes;
  }

  /** An annotated tag's {@code after} is the tag object; the commit stands elsewhere. */
  private static RefChange peeled(RefChange change, JsonNode payload) {
    String commit = Payload.commit(payload, "checkout_sha");
    return change.after() == null || commit == null || !change.ref().startsWith("refs/tags/")
        ? change
        : new RefChange(change.ref(), change.before(), commit);
  }
}
