package dev.plumbline.kustomize.build;

import java.util.Locale;
import java.util.regex.Pattern;

/** Paths that the original takes for a repository or a file on the network. */
final class RemotePaths {

  private static final Pattern SCHEME =
      Pattern.compile("(git::|git\\+)?(https?|ssh|file|git)://.*");
  private static final Pattern WITH_USER = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*@.+[/:].+");
  private static final Pattern GITHUB = Pattern.compile("(git::)?github\\.com[/:].*");

  private RemotePaths() {}

  static boolean isRemote(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return SCHEME.matcher(lower).matches()
        || WITH_USER.matcher(lower).matches()
        || GITHUB.matcher(lower).matches();
  }
}
