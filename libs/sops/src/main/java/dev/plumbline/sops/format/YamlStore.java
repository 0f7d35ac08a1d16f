package dev.plumbline.sops.format;

import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.SopsLimits;
import dev.plumbline.sops.tree.Branch;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One or several YAML documents. */
final class YamlStore implements Store {

  private final SopsLimits limits;

  YamlStore(SopsLimits limits) {
    this.limits = limits;
  }

  @Override
  public Documents read(byte[] bytes) throws SopsException {
    return Documents.nested(YamlReader.read(Store.decode(bytes), limits));
  }

  @Override
  public byte[] write(List<Branch> documents) {
    return YamlWriter.write(documents).getBytes(StandardCharsets.UTF_8);
  }
}
