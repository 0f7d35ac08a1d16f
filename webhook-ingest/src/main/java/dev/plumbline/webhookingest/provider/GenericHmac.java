package dev.plumbline.webhookingest.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.events.RevisionObserved;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whatever can compute an HMAC: {@code X-Signature: sha256=HEX} or {@code sha512=HEX} over the raw
 * body.
 *
 * <pre>{@code
 * {"repository": "https://git.example.com/team/app.git", "ref": "refs/heads/main",
 *  "after": "9fceb02…", "before": "0155eb4…", "pusher": "ci"}
 * }</pre>
 *
 * <p>{@code after}, {@code before} and {@code pusher} may be left out; without {@code ref} all refs
 * are looked at. {@code repository} may also be an object with the URLs that GitHub and GitLab
 * give.
 */
final class GenericHmac implements Provider {

  private static final String[] URL_FIELDS = {
    "url", "clone_url", "ssh_url", "html_url", "git_http_url", "git_ssh_url", "web_url"
  };

  @Override
  public String name() {
    return "generic-hmac";
  }

  @Override
  public boolean authentic(Delivery delivery, String secret) {
    return delivery
        .header("X-Signature")
        .map(header -> Signature.matches(header, delivery.body(), secret))
        .orElse(false);
  }

  @Override
  public Optional<String> deliveryId(Delivery delivery) {
    return delivery.header("X-Delivery-Id");
  }

  @Override
  public PushNotice read(Delivery delivery, JsonNode payload) {
    List<String> urls = new ArrayList<>(Payload.texts(payload, "repository"));
    urls.addAll(Payload.texts(payload.path("repository"), URL_FIELDS));
    Optional<RefChange> change =
        payload.path("ref").isMissingNode()
            ? Optional.of(new RefChange(RevisionObserved.ALL_REFS, null, null))
            : Payload.change(payload);
    return change.isEmpty() || urls.isEmpty()
        ? PushNotice.uninteresting("push")
        : new PushNotice("push", urls, List.of(change.get()), Payload.person(payload, "pusher"));
  }
}
