package dev.plumbline.rendering;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.manifests.Discretion;
import dev.plumbline.manifests.SecretValues;

/** Tells nothing of what is sealed before it travels. */
record SealedValues(SecretCipher cipher, SecretValues secret) implements Discretion {

  @Override
  public boolean isSecret(String text) {
    return secret.isIn(text);
  }

  @Override
  public String digest(ObjectNode manifest) {
    boolean sensitive = SecretCipher.isSensitive(cipher.seal(manifest, secret::isIn));
    return cipher.digest(manifest, sensitive);
  }
}
