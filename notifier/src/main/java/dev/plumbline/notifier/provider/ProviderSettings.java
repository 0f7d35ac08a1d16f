package dev.plumbline.notifier.provider;

import dev.plumbline.contracts.resources.NotificationProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code NotificationProvider} with what its Secret adds.
 *
 * @param address where to send; null when neither the provider nor its Secret says
 * @param channel Slack channel; null unless given
 * @param token the secret that signs or authenticates; null unless given
 */
public record ProviderSettings(
    String type, @Nullable URI address, @Nullable String channel, @Nullable String token) {

  private static final String ADDRESS = "address";
  private static final String TOKEN = "token";

  /**
   * Puts a provider and its Secret together; an address in the Secret comes first, as it is there
   * to keep the other from being needed.
   *
   * @throws InvalidProviderException when the address is not an http or https URL
   */
  public static ProviderSettings of(NotificationProvider.Spec spec, Map<String, String> secret)
      throws InvalidProviderException {
    String key = spec.secretRef() == null ? TOKEN : spec.secretRef().keyOr(TOKEN);
    String address = secret.containsKey(ADDRESS) ? secret.get(ADDRESS) : spec.address();
    return new ProviderSettings(
        spec.type(),
        address == null || address.isBlank() ? null : url(address.strip()),
        blankToNull(spec.channel()),
        blankToNull(secret.get(key)));
  }

  private static URI url(String text) throws InvalidProviderException {
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new InvalidProviderException("the address is not a URL");
    }
    throw new InvalidProviderException(
        "the address must be an http or https URL with a host and without user information");
  }

  private static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  /** The type only: the rest may be secret. */
  @Override
  public String toString() {
    return "ProviderSettings[type=" + type + "]";
  }
}
