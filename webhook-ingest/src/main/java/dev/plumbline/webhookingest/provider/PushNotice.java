package dev.plumbline.webhookingest.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a payload says, in the same words for every provider. Nothing in it is believed.
 *
 * @param kind the provider's word for the event, for people and logs
 * @param urls every URL that the payload has for the repository, as written there
 * @param changes the branches and tags that moved; none when the event is of no interest
 * @param pusher who pushed; null when not told
 */
public record PushNotice(
    String kind, List<String> urls, List<RefChange> changes, @Nullable String pusher) {

  public PushNotice {
    urls = List.copyOf(urls);
    changes = List.copyOf(changes);
  }

  /** An event that moves no ref. */
  public static PushNotice uninteresting(String kind) {
    return new PushNotice(kind, List.of(), List.of(), null);
  }
}
