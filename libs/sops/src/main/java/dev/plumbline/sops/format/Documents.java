package dev.plumbline.sops.format;

import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.SopsException.Reason;
import dev.plumbline.sops.tree.Branch;
import java.util.List;

/**
 * An encrypted file.
 *
 * @param documents its content; all but YAML have one
 * @param metadata what SOPS added, nested whatever the format
 */
public record Documents(List<Branch> documents, Branch metadata) {

  static final String KEY = "sops";

  public Documents {
    documents = List.copyOf(documents);
  }

  /** Takes the metadata, which every document has, from the first. */
  static Documents nested(List<Branch> read) throws SopsException {
    if (!read.isEmpty() && read.get(0).get(KEY).orElse(null) instanceof Branch metadata) {
      return new Documents(read.stream().map(document -> document.without(KEY)).toList(), metadata);
    }
    throw new SopsException(
        Reason.MALFORMED, "it has no mapping \"sops\", so sops did not encrypt it, or not whole");
  }
}
