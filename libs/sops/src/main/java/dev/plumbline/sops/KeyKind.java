package dev.plumbline.sops;

import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Items;
import java.util.ArrayList;
import java.util.List;

/** The kinds of keys that a file can be encrypted for. */
enum KeyKind {
  AGE("age", "age"),
  PGP("pgp", "PGP"),
  AWS_KMS("kms", "AWS KMS"),
  GCP_KMS("gcp_kms", "GCP KMS"),
  AZURE_KEY_VAULT("azure_kv", "Azure Key Vault"),
  HASHICORP_VAULT("hc_vault", "HashiCorp Vault"),
  HUAWEI_KMS("hckms", "Huawei Cloud KMS");

  private final String field;
  private final String displayName;

  KeyKind(String field, String displayName) {
    this.field = field;
    this.displayName = displayName;
  }

  String displayName() {
    return displayName;
  }

  /** What a group of keys has of this kind. */
  List<Branch> in(Branch group) {
    List<Branch> entries = new ArrayList<>();
    if (group.get(field).orElse(null) instanceof Items items) {
      items.values().stream()
          .filter(Branch.class::isInstance)
          .map(Branch.class::cast)
          .forEach(entries::add);
    }
    return entries;
  }

  /** The kinds that a group of keys has, this one first. */
  static List<KeyKind> of(Branch group) {
    List<KeyKind> kinds = new ArrayList<>();
    for (KeyKind kind : values()) {
      if (!kind.in(group).isEmpty()) {
        kinds.add(kind);
      }
    }
    return kinds;
  }
}
