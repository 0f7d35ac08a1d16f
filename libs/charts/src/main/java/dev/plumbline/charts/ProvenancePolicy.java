package dev.plumbline.charts;

/**
 * What must be signed.
 *
 * @param mode whether it must
 * @param keyring public keys, ASCII-armored, as many as there are
 */
public record ProvenancePolicy(Mode mode, String keyring) {

  /** Nothing is checked. */
  public static final ProvenancePolicy OFF = new ProvenancePolicy(Mode.OFF, "");

  /** Whether a chart must be signed. */
  public enum Mode {
    OFF,
    /** What is signed must be signed by one of the keys; what is not is taken as it is. */
    IF_AVAILABLE,
    REQUIRED
  }
}
