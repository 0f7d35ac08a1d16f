package dev.plumbline.charts;

import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Says which addresses may be asked. Consulted before each request and each redirect, and again
 * when the answer is there: its host may have been given another address in between.
 */
@FunctionalInterface
public interface AddressCheck {

  /** Permits everything. */
  AddressCheck ANY = address -> Optional.empty();

  /** Why an address may not be used; empty when it may. */
  Optional<String> refusal(URI address) throws UnknownHostException;
}
