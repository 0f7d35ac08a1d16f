package dev.plumbline.manifests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;

/** What must not be told of the objects of a render. */
public interface Discretion {

  /** Of objects whose owner alone is told anything. */
  Discretion NONE =
      new Discretion() {
        @Override
        public boolean isSecret(String text) {
          return false;
        }

        @Override
        public String digest(ObjectNode manifest) {
          return Json.sha256(manifest);
        }
      };

  /** Whether a text is, or holds, what must not be told. */
  boolean isSecret(String text);

  /** A digest in hex that tells nothing of what is secret in the manifest. */
  String digest(ObjectNode manifest);
}
