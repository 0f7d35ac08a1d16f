package dev.plumbline.cli.render;

import java.util.List;

/** What came of a folder: its manifests, or what is wrong with it. */
final class RenderedFolder {

  private final byte[] yaml;
  private final List<String> warnings;
  private final List<String> errors;

  RenderedFolder(byte[] yaml, List<String> warnings, List<String> errors) {
    this.yaml = yaml;
    this.warnings = List.copyOf(warnings);
    this.errors = List.copyOf(errors);
  }

  static RenderedFolder failed(List<String> errors) {
    return new RenderedFolder(new byte[0], List.of(), errors);
  }

  byte[] yaml() {
    return yaml;
  }

  List<String> warnings() {
    return warnings;
  }

  /** One line for each fault; empty when it is good. */
  List<String> errors() {
    return errors;
  }
}
