package dev.plumbline.cli.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cli.UserError;
import dev.plumbline.cli.live.LiveApplication;
import dev.plumbline.contracts.resources.Application;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Other revisions of an application's sources than those that it names. */
final class Revisions {

  private Revisions() {}

  /**
   * The application at other revisions.
   *
   * @param wanted {@code URL=REF} for the sources with that URL, or {@code REF} where all sources
   *     have one URL
   */
  static Application of(LiveApplication live, List<String> wanted) {
    JsonNode spec = live.resource().path("spec").deepCopy();
    List<ObjectNode> sources = new ArrayList<>();
    if (spec.get("source") instanceof ObjectNode source) {
      sources.add(source);
    }
    for (JsonNode source : spec.path("sources")) {
      if (source instanceof ObjectNode one) {
        sources.add(one);
      }
    }
    wanted.forEach(each -> set(sources, each));
    return live.with(spec);
  }

  private static void set(List<ObjectNode> sources, String wanted) {
    Set<String> urls = sources.stream().map(Revisions::url).collect(Collectors.toSet());
    for (String url : urls) {
      if (!url.isEmpty() && wanted.startsWith(url + "=")) {
        String ref = wanted.substring(url.length() + 1);
        sources.stream()
            .filter(source -> url(source).equals(url))
            .forEach(source -> source.put("targetRevision", ref));
        return;
      }
    }
    if (urls.size() > 1) {
      throw new UserError(
          "--revision "
              + wanted
              + ": the application has sources from several repositories; say of which, as URL=REF,"
              + " with one of "
              + urls.stream().sorted().collect(Collectors.joining(", ")));
    }
    sources.forEach(source -> source.put("targetRevision", wanted));
  }

  private static String url(ObjectNode source) {
    return source.path("repoURL").asText("");
  }
}
