package dev.plumbline.webhookingest.intake;

import java.util.Locale;

/** Why a call is refused. The caller is told the status and nothing else. */
public enum Refusal {
  /** No open route has that token. */
  UNKNOWN_ROUTE(404),
  /** The body is larger than allowed. */
  TOO_LARGE(413),
  /** The body is neither JSON nor of another type that the provider sends. */
  UNSUPPORTED_TYPE(415),
  /** The signature is missing, empty, doubled, of a refused kind, or wrong. */
  BAD_SIGNATURE(401),
  /** The signature is right and the body is not JSON within bounds. */
  MALFORMED(400);

  private final int status;

  Refusal(int status) {
    this.status = status;
  }

  /** The HTTP status that says so. */
  public int status() {
    return status;
  }

  /** For metrics and logs, such as {@code bad-signature}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
