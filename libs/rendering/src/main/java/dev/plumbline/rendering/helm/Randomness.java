package dev.plumbline.rendering.helm;

import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.helm.HelmObject;
import dev.plumbline.helm.HelmResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Charts that give other manifests each time for the same input. Which do is found by rendering
 * twice, and that is done for those that can: those that call for chance or for the time anywhere.
 */
final class Randomness {

  private static final Pattern CHANCE =
      Pattern.compile(
          "\\b(rand(Alpha|AlphaNum|Numeric|Ascii|Bytes|Int)|gen(CA|PrivateKey|SelfSignedCert"
              + "|SignedCert)\\w*|uuidv4|now|ago|shuffle|htpasswd|bcrypt|encryptAES|getHostByName)\\b");
  private static final int SHOWN = 5;

  private Randomness() {}

  /** Whether anything in a chart can be another the next time. */
  static boolean isPossible(Map<String, byte[]> chart) {
    return chart.entrySet().stream()
        .anyMatch(
            file ->
                file.getKey().endsWith(".tgz")
                    || CHANCE.matcher(new String(file.getValue(), StandardCharsets.UTF_8)).find());
  }

  /** What to tell of two renders of the same input; nothing when they are the same. */
  static Optional<RenderWarning> between(HelmResult first, HelmResult second) {
    List<String> different = new ArrayList<>();
    List<HelmObject> again = second.objects();
    for (int i = 0; i < first.objects().size(); i++) {
      HelmObject object = first.objects().get(i);
      if (i >= again.size() || !object.manifest().equals(again.get(i).manifest())) {
        different.add(
            object.manifest().path("kind").asText()
                + " "
                + object.manifest().path("metadata").path("name").asText()
                + " ("
                + object.source()
                + ")");
      }
    }
    if (different.isEmpty() && again.size() == first.objects().size()) {
      return Optional.empty();
    }
    return Optional.of(
        new RenderWarning(
            "NotDeterministic",
            "the chart gives another "
                + different.stream().limit(SHOWN).collect(Collectors.joining(", another "))
                + (different.size() > SHOWN ? " and " + (different.size() - SHOWN) + " more" : "")
                + " each time: what was rendered stays until its input changes, and is another"
                + " then; set the values that it makes up"));
  }
}
