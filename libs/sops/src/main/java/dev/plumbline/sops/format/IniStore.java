package dev.plumbline.sops.format;

import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.SopsLimits;
import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Pair;
import dev.plumbline.sops.tree.Scalar;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Sections of keys and values; the metadata are a section. */
final class IniStore implements Store {

  private final SopsLimits limits;

  IniStore(SopsLimits limits) {
    this.limits = limits;
  }

  @Override
  public Documents read(byte[] bytes) throws SopsException {
    Branch file = IniReader.read(Store.decode(bytes), new ValueBudget(limits));
    Documents flat = Documents.nested(List.of(file));
    FlatMetadata metadata = new FlatMetadata();
    for (Pair pair : flat.metadata().pairs()) {
      if (pair.value() instanceof Scalar scalar) {
        metadata.put(pair.key(), scalar.text());
      }
    }
    return new Documents(flat.documents(), metadata.nested());
  }

  @Override
  public byte[] write(List<Branch> documents) throws SopsException {
    if (documents.size() != 1) {
      throw Store.malformed("it has several documents, and an ini file holds one");
    }
    return IniWriter.write(documents.get(0)).getBytes(StandardCharsets.UTF_8);
  }
}
