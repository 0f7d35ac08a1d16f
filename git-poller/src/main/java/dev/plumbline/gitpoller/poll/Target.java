package dev.plumbline.gitpoller.poll;

import org.jspecify.annotations.Nullable;

/**
 * What is looked at by one question: a repository in one way and with one set of credentials, for
 * all applications that share them.
 *
 * @param repository normalised repository identity
 * @param way how it is asked
 * @param chart the chart, where each is asked for by itself; else empty
 * @param secretNamespace namespace of the Secret with the credentials; null when there are none
 * @param secretName name of that Secret; null when there are none
 */
public record Target(
    String repository,
    Way way,
    String chart,
    @Nullable String secretNamespace,
    @Nullable String secretName) {

  /** How a repository is asked: credentials for one way are of no use for another. */
  public enum Way {
    HTTP,
    SSH,
    /** The index of a chart repository. */
    CHART_INDEX,
    /** The tags of a chart in a registry. */
    CHART_TAGS
  }

  /** A repository of Git. */
  public Target(
      String repository,
      boolean overHttp,
      @Nullable String secretNamespace,
      @Nullable String secretName) {
    this(repository, overHttp ? Way.HTTP : Way.SSH, "", secretNamespace, secretName);
  }

  /** For people: the repository, and whose credentials. */
  @Override
  public String toString() {
    String asked = chart.isEmpty() ? repository : repository + "/" + chart;
    return secretName == null
        ? asked
        : asked + " (with Secret " + secretNamespace + "/" + secretName + ")";
  }
}
