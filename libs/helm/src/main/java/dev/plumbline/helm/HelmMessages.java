package dev.plumbline.helm;

import dev.plumbline.helm.HelmException.Reason;
import dev.plumbline.helm.rewrite.PreparedChart;
import dev.plumbline.workers.WorkerException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Helm says when a chart is wrong, taken apart into place and problem. */
final class HelmMessages {

  private static final Pattern AT =
      Pattern.compile(
          "(?:(?:execution|parse) error at|YAML parse error on) \\(?([^():\\s]+)"
              + "(?::(\\d{1,7}))?(?::\\d+)?\\)?:");
  private static final Pattern TEMPLATE =
      Pattern.compile("template: ([^():\\s]+):(\\d{1,7})(?::\\d+)?:");
  private static final Pattern FILE = Pattern.compile("cannot load ([\\w.]+)");
  private static final String DEBUG_HINT = "\n\nUse --debug flag to render out invalid YAML";

  private HelmMessages() {}

  static HelmException of(WorkerException e) {
    return switch (e.reason()) {
      case FAILED ->
          e.failureClass().endsWith("HelmFailure")
              ? invalid(e)
              : new HelmException(
                  Reason.UNAVAILABLE, "", 0, "Helm cannot be used here: " + e.getMessage(), e);
      case TIMED_OUT -> bound(Reason.TIMED_OUT, e);
      case OUT_OF_MEMORY -> bound(Reason.OUT_OF_MEMORY, e);
      case TOO_LARGE -> bound(Reason.TOO_LARGE, e);
      case CRASHED -> bound(Reason.CRASHED, e);
      case INTERRUPTED, UNAVAILABLE ->
          new HelmException(Reason.UNAVAILABLE, "", 0, String.valueOf(e.getMessage()), e);
    };
  }

  private static HelmException bound(Reason reason, WorkerException e) {
    return new HelmException(reason, "", 0, "rendering the chart failed: " + e.getMessage(), e);
  }

  private static HelmException invalid(WorkerException e) {
    String message = PreparedChart.unprepared(String.valueOf(e.getMessage()));
    String problem = message.replace(DEBUG_HINT, "").strip();
    Matcher at = AT.matcher(problem);
    if (at.find()) {
      String line = at.group(2);
      boolean inTemplate = line != null;
      String rest = problem.substring(at.end()).strip();
      return new HelmException(
          Reason.INVALID,
          below(at.group(1)),
          inTemplate ? Integer.parseInt(line) : 0,
          inTemplate ? rest : "what comes of it is no YAML: " + rest,
          e);
    }
    String file = "";
    int line = 0;
    // The innermost is where it went wrong; those around it only got there.
    Matcher template = TEMPLATE.matcher(problem);
    while (template.find()) {
      file = below(template.group(1));
      line = Integer.parseInt(template.group(2));
    }
    return new HelmException(
        Reason.INVALID, file.isEmpty() ? file(problem) : file, line, problem, e);
  }

  private static String file(String problem) {
    Matcher loading = FILE.matcher(problem);
    if (loading.find()) {
      return loading.group(1);
    }
    if (problem.contains("kubeVersion") || problem.contains("dependencies")) {
      return "Chart.yaml";
    }
    return problem.contains("specifications of the schema") ? "values.schema.json" : "";
  }

  /** Helm names files with the chart in front. */
  private static String below(String path) {
    int root = path.indexOf('/');
    return root < 0 ? path : path.substring(root + 1);
  }
}
