package dev.plumbline.sops;

import java.util.Locale;
import java.util.Optional;

/** The formats that SOPS knows. */
public enum SopsFormat {
  YAML,
  JSON,
  DOTENV,
  INI,
  /** Any bytes, encrypted as one value in an envelope of JSON. */
  BINARY;

  /** The format that SOPS takes a file of that name for. */
  public static SopsFormat ofName(String name) {
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return YAML;
    }
    if (name.endsWith(".json")) {
      return JSON;
    }
    if (name.endsWith(".env")) {
      return DOTENV;
    }
    return name.endsWith(".ini") ? INI : BINARY;
  }

  /** The format by the name that SOPS's options have for it, such as {@code dotenv}. */
  public static Optional<SopsFormat> named(String option) {
    for (SopsFormat format : values()) {
      if (format.optionName().equals(option)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** What SOPS's options call it. */
  public String optionName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
