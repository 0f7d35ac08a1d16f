package dev.plumbline.manifests;

import java.util.regex.Pattern;

/** URLs that kustomizations name. */
public final class RemoteUrl {

  private static final Pattern FILE =
      Pattern.compile("https?://[^?#]+\\.(ya?ml|json)(\\?[^#]*)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern REPOSITORY = Pattern.compile(".*[?&](ref|version)=.*|.*\\.git/.*");

  private RemoteUrl() {}

  /**
   * Whether a URL is that of a file with manifests. The official tool tries every URL as a file
   * first and as a repository then; here its form decides, so that no host is asked in vain.
   */
  public static boolean isFile(String url) {
    return FILE.matcher(url).matches() && !REPOSITORY.matcher(url).matches();
  }
}
