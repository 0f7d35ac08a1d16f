package dev.plumbline.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.helm.chart.ChartMetadata;
import dev.plumbline.helm.rewrite.Crds;
import dev.plumbline.helm.rewrite.Crds.Crd;
import dev.plumbline.helm.rewrite.Hooks;
import dev.plumbline.helm.values.ValuesYaml;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what the library printed into what the command line would have printed. */
final class Manifests {

  private static final Pattern SOURCE = Pattern.compile("(?m)^---\\n# Source: (.+)\\n");
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---[^\\n]*$");

  private final HelmRequest request;
  private final ChartMetadata chart;
  private final Crds crds;
  private final List<Crd> definitions = new ArrayList<>();
  private final List<HelmObject> manifests = new ArrayList<>();
  private final List<HelmObject> hooks = new ArrayList<>();
  private final List<HelmObject> passedOver = new ArrayList<>();

  Manifests(HelmRequest request, ChartMetadata chart, Crds crds) {
    this.request = request;
    this.chart = chart;
    this.crds = crds;
  }

  List<HelmObject> read(String printed) {
    Matcher sources = SOURCE.matcher(printed);
    boolean more = sources.find();
    while (more) {
      String source = sources.group(1);
      int start = sources.end();
      more = sources.find();
      String text = printed.substring(start, more ? sources.start() : printed.length());
      add(source, Hooks.show(text).stripTrailing() + "\n");
    }
    List<HelmObject> all = new ArrayList<>();
    if (request.includeCrds()) {
      crds.own(chart.name()).forEach(crd -> addDefinition(crd, all));
      definitions.sort(Comparator.comparingInt(this::place));
      definitions.forEach(crd -> addDefinition(crd, all));
    }
    all.addAll(manifests);
    all.addAll(hooks);
    return all;
  }

  /** Hooks for events that Helm does not know. */
  List<HelmObject> passedOver() {
    return passedOver;
  }

  /** Subcharts come in the order in which the chart lists them. */
  private int place(Crd crd) {
    // CHART/charts/NAME/…
    String subchart = crd.source().split("/", 4)[2];
    List<String> listed =
        chart.dependencies().stream()
            .map(each -> each.alias().isEmpty() ? each.name() : each.alias())
            .toList();
    return listed.indexOf(subchart);
  }

  private void add(String source, String text) {
    for (JsonNode document : ValuesYaml.documents(below(source), text)) {
      if (document.isNull()) {
        continue;
      }
      ObjectNode manifest = object(source, document);
      Optional<List<Crd>> marked = crds.marked(source, manifest);
      if (marked.isPresent()) {
        definitions.addAll(marked.get());
        continue;
      }
      HelmObject object = new HelmObject(manifest, source, text);
      switch (Hooks.role(manifest)) {
        case MANIFEST -> manifests.add(object);
        case HOOK -> addHook(object, request.skipHooks());
        case TEST -> addHook(object, request.skipHooks() || request.skipTests());
        case UNKNOWN -> passedOver.add(object);
      }
    }
  }

  private void addHook(HelmObject hook, boolean skipped) {
    if (!skipped) {
      hooks.add(hook);
    }
  }

  /** A file may hold many. */
  private static void addDefinition(Crd crd, List<HelmObject> all) {
    String[] texts = SEPARATOR.split(crd.text(), -1);
    for (String text : texts) {
      for (JsonNode document : ValuesYaml.documents(below(crd.source()), text)) {
        if (!document.isNull()) {
          all.add(
              new HelmObject(object(crd.source(), document), crd.source(), text.strip() + "\n"));
        }
      }
    }
  }

  private static ObjectNode object(String source, JsonNode document) {
    if (document instanceof ObjectNode object) {
      return object;
    }
    throw HelmException.invalid(below(source), 0, "what comes of it is no mapping");
  }

  private static String below(String source) {
    return source.substring(source.indexOf('/') + 1);
  }
}
