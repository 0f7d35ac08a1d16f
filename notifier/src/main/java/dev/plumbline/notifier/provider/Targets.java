package dev.plumbline.notifier.provider;

import java.util.Map;
import java.util.TreeSet;

/** The kinds of destinations there are. */
public final class Targets {

  private static final Map<String, Maker> MAKERS =
      Map.of(
          "slack", SlackTarget::of,
          "pagerduty", PagerDutyTarget::of,
          "webhook", WebhookTarget::of);

  private Targets() {}

  /** Makes a target of one kind. */
  @FunctionalInterface
  private interface Maker {
    Target make(ProviderSettings settings) throws InvalidProviderException;
  }

  /**
   * The target that the settings describe.
   *
   * @throws InvalidProviderException saying what is missing or wrong
   */
  public static Target of(ProviderSettings settings) throws InvalidProviderException {
    Maker maker = MAKERS.get(settings.type());
    if (maker == null) {
      throw new InvalidProviderException(
          "type '"
              + settings.type()
              + "' is not known; types are "
              + new TreeSet<>(MAKERS.keySet()));
    }
    return maker.make(settings);
  }
}
