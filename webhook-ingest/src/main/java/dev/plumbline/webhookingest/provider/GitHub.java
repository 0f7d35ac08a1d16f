package dev.plumbline.webhookingest.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * GitHub and GitHub Enterprise Server: {@code X-Hub-Signature-256}. The older SHA-1 signature alone
 * is not enough.
 */
final class GitHub implements Provider {

  @Override
  public String name() {
    return "github";
  }

  @Override
  public boolean authentic(Delivery delivery, String secret) {
    return delivery
        .header("X-Hub-Signature-256")
        .filter(header -> header.startsWith("sha256="))
        .map(header -> Signature.matches(header, delivery.body(), secret))
        .orElse(false);
  }

  @Override
  public Optional<String> deliveryId(Delivery delivery) {
    return delivery.header("X-GitHub-Delivery");
  }

  @Override
  public Optional<String> formField() {
    return Optional.of("payload");
  }

  @Override
  public PushNotice read(Delivery delivery, JsonNode payload) {
    String event = Payload.kind(delivery.header("X-GitHub-Event").orElse(null));
    Optional<RefChange> change =
        switch (event) {
          case "push" -> Payload.change(payload).map(moved -> peeled(moved, payload));
          case "create", "delete" -> named(payload);
          default -> Optional.empty();
        };
    if (change.isEmpty()) {
      return PushNotice.uninteresting(event);
    }
    String pusher = Payload.person(payload.path("pusher"), "name", "login");
    return new PushNotice(
        event,
        Payload.texts(payload.path("repository"), "clone_url", "ssh_url", "html_url"),
        List.of(change.get()),
        pusher == null ? Payload.person(payload.path("sender"), "login") : pusher);
  }

  /** An annotated tag's {@code after} is the tag object; the commit stands elsewhere. */
  private static RefChange peeled(RefChange change, JsonNode payload) {
    String commit = Payload.commit(payload.path("head_commit"), "id");
    return change.after() == null || commit == null || !change.ref().startsWith("refs/tags/")
        ? change
        : new RefChange(change.ref(), change.before(), commit);
  }

  /** The ref of {@code create} and {@code delete}, which give a short name and no commit. */
  private static Optional<RefChange> named(JsonNode payload) {
    String folder =
        switch (Payload.text(payload, "ref_type").orElse("")) {
          case "branch" -> "refs/heads/";
          case "tag" -> "refs/tags/";
          default -> "";
        };
    return Payload.text(payload, "ref")
        .flatMap(ref -> Payload.branchOrTag(folder + ref))
        .filter(ref -> !folder.isEmpty())
        .map(ref -> new RefChange(ref, null, null));
  }
}
