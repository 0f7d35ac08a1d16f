package dev.plumbline.contracts.resources;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How it is told that an object is not as Git wants it. */
public enum DriftDetection {
  /** By the fields that Plumbline owns and their values. */
  OWNERSHIP("ownership"),
  /** As by ownership; fields of others, and objects of others, are told too. */
  STRICT("strict"),
  /** By what an apply would change, which the API server is asked. */
  DRY_RUN("dryRun"),
  /** Not at all: what others change stays until the next sync. */
  DISABLED("disabled");

  /** The annotation that says so of one object. */
  public static final String ANNOTATION = "plumbline.dev/drift-detection";

  private final String text;

  DriftDetection(String text) {
    this.text = text;
  }

  /** The mode of that name; empty if there is none. */
  public static Optional<DriftDetection> of(String name) {
    return Arrays.stream(values()).filter(mode -> mode.text.equals(name)).findFirst();
  }

  /**
   * The mode of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  @JsonCreator
  public static DriftDetection parse(String name) {
    return of(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected one of "
                        + Arrays.stream(values())
                            .map(DriftDetection::toString)
                            .collect(Collectors.joining(", "))
                        + ", got '"
                        + name
                        + "'"));
  }

  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
