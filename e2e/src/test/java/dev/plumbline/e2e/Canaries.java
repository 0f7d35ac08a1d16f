package dev.plumbline.e2e;

import dev.plumbline.testkit.harness.Stage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Secret values that exist nowhere but where the suite has put them, by the name of that place. */
final class Canaries {

  private static final String BEGINNING = "canary-";

  /** How every canary begins, in each form: what holds none of these holds no canary. */
  private static final List<String> BEGINNINGS = forms(BEGINNING);

  private final Map<String, String> values = new LinkedHashMap<>();

  /** A new one for a place. */
  String plant(String place) {
    String value = BEGINNING + Stage.random(16);
    values.put(place, value);
    return value;
  }

  /** The one of a place. */
  String of(String place) {
    return values.get(place);
  }

  /** That a text holds none, neither as it is nor in base64. */
  void assertNoneIn(String where, String text) {
    if (BEGINNINGS.stream().noneMatch(text::contains)) {
      return;
    }
    values.forEach(
        (place, canary) -> {
          for (String form : forms(canary)) {
            int at = text.indexOf(form);
            if (at >= 0) {
              throw new AssertionError(
                  "the canary '%s' is in %s: …%s…"
                      .formatted(
                          place,
                          where,
                          text.substring(
                              Math.max(0, at - 200), Math.min(text.length(), at + 100))));
            }
          }
        });
  }

  /** As it is, and as it looks within anything that is written in base64, at each alignment. */
  private static List<String> forms(String canary) {
    List<String> forms = new ArrayList<>(List.of(canary));
    for (int shift = 0; shift < 3; shift++) {
      String encoded = base64("x".repeat(shift) + canary);
      int whole = (shift + canary.length()) / 3 * 4;
      forms.add(encoded.substring(shift == 0 ? 0 : 4, whole));
    }
    return forms;
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
