package dev.plumbline.helm.rewrite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Rewrites the actions ({@code {{ … }}}) of a template. Text, comments and strings stay as they
 * are; no line is added or taken away.
 *
 * <ul>
 *   <li>{@code X.Capabilities.APIVersions.Has "a"}, whatever X is, asks a list of ours; and so does
 *       the method {@code Has} of anything else that is called with an argument, since there is no
 *       other method of that name.
 *   <li>{@code X.Capabilities.APIVersions} is that list.
 *   <li>What is hashed or encoded has its hooks named as they were.
 * </ul>
 */
final class ActionRewriter {

  /** Back quotes, since a template may itself be in a YAML string with either of the others. */
  static final String SET = "(include `plumbline.apiVersionSet` . | fromJson)";

  static final String LIST = "(include `plumbline.apiVersionList` . | fromJsonArray)";
  static final String HAS = "hasKey " + SET;
  private static final String NAMED_AGAIN =
      "replace `" + Hooks.HIDDEN + "` `" + Hooks.NAME + "` | ";
  private static final Set<String> DIGESTS =
      Set.of("sha1sum", "sha256sum", "sha512sum", "adler32sum", "md5sum", "b64enc", "b32enc");

  private final String text;
  private final boolean hooks;
  private final StringBuilder out;
  private final Deque<Integer> groups = new ArrayDeque<>();
  private int at;
  private int groupStart = -1;
  private boolean piped;
  private boolean readsApiVersions;

  private ActionRewriter(String text, boolean hooks) {
    this.text = text;
    this.hooks = hooks;
    this.out = new StringBuilder(text.length() + 256);
  }

  /** A rewritten text. */
  record Rewritten(String text, boolean readsApiVersions) {}

  /**
   * Rewrites a text.
   *
   * @param hooks whether the chart has hooks whose name is hidden
   */
  static Rewritten rewrite(String text, boolean hooks) {
    if (!text.contains("{{")
        || !(hooks || text.contains(".APIVersions") || text.contains(".Has"))) {
      return new Rewritten(text, false);
    }
    ActionRewriter rewriter = new ActionRewriter(text, hooks);
    rewriter.run();
    return new Rewritten(rewriter.out.toString(), rewriter.readsApiVersions);
  }

  private void run() {
    while (at < text.length()) {
      int action = text.indexOf("{{", at);
      if (action < 0) {
        copyTo(text.length());
        return;
      }
      copyTo(action + 2);
      if (text.startsWith("/*", at) || text.startsWith("- /*", at)) {
        int end = text.indexOf("*/", at);
        copyTo(end < 0 ? text.length() : end + 2);
      } else {
        action();
      }
    }
  }

  private void action() {
    groups.clear();
    groupStart = -1;
    piped = false;
    while (at < text.length() && !text.startsWith("}}", at)) {
      char c = text.charAt(at);
      int group = groupStart;
      groupStart = -1;
      if (Character.isWhitespace(c)) {
        copyTo(at + 1);
        continue;
      }
      boolean behindPipe = piped;
      piped = c == '|';
      if (c == '"' || c == '\'' || c == '`') {
        string(c);
      } else if (c == '(') {
        groups.push(out.length());
        copyTo(at + 1);
      } else if (c == ')') {
        copyTo(at + 1);
        groupStart = groups.isEmpty() ? -1 : groups.pop();
      } else if (c == '.' || c == '$' || isWord(c)) {
        operand(group < 0 ? out.length() : group, behindPipe);
      } else {
        copyTo(at + 1);
      }
    }
  }

  private void string(char quote) {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != quote) {
      boolean escape = quote != '`' && text.charAt(end) == '\\';
      end += escape ? 2 : 1;
    }
    copyTo(Math.min(text.length(), end + 1));
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** A name, a field of something, or a number. */
  private void operand(int start, boolean behindPipe) {
    int end = at + 1;
    while (end < text.length() && (isWord(text.charAt(end)) || text.charAt(end) == '.')) {
      end++;
    }
    String chain = text.substring(at, end);
    if (chain.endsWith(".Has") && !chain.contains(".Values.") && (behindPipe || argument(end))) {
      replace(start, end, HAS);
      readsApiVersions = true;
    } else if (chain.endsWith(".Capabilities.APIVersions")) {
      replace(start, end, LIST);
      readsApiVersions = true;
    } else {
      readsApiVersions |= chain.contains(".APIVersions");
      if (hooks && behindPipe && DIGESTS.contains(chain)) {
        out.append(NAMED_AGAIN);
      }
      copyTo(end);
    }
  }

  private boolean argument(int from) {
    int next = from;
    while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
      next++;
    }
    return next > from
        && next < text.length()
        && ")|},:=".indexOf(text.charAt(next)) < 0
        && !text.startsWith("-}}", next);
  }

  private void replace(int start, int end, String replacement) {
    out.setLength(start);
    out.append(replacement);
    at = end;
  }

  private void copyTo(int end) {
    out.append(text, at, end);
    at = end;
  }
}
