package dev.plumbline.sops.format;

import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.SopsLimits;
import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Scalar;
import java.util.List;

/** Any bytes, as the value {@code data} of a JSON object. */
final class BinaryStore implements Store {

  private static final String DATA = "data";

  private final JsonStore envelope;

  BinaryStore(SopsLimits limits) {
    this.envelope = new JsonStore(limits);
  }

  @Override
  public Documents read(byte[] bytes) throws SopsException {
    return envelope.read(bytes);
  }

  @Override
  public byte[] write(List<Branch> documents) throws SopsException {
    if (documents.size() == 1
        && documents.get(0).get(DATA).orElse(null) instanceof Scalar data
        && data.type() == Scalar.Type.STRING) {
      return data.bytes();
    }
    throw Store.malformed(
        "it is not a file that was encrypted as binary: it has no text at the key \"data\"");
  }
}
