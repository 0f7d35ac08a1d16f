package dev.plumbline.cli.render;

import dev.plumbline.charts.ChartException;
import dev.plumbline.charts.PulledChart;
import dev.plumbline.cli.UserError;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Decryption;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.git.DirectoryTree;
import dev.plumbline.git.GitException;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.RemoteSources;
import dev.plumbline.rendering.SourceAt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gets the sources of applications: from their repositories, or folders that stand for these. */
final class ApplicationRender {

  private static final String NEWEST = "HEAD";
  private static final String CHECKED_OUT = "checkout";

  private final SourceRender render;
  private final RemoteBases repositories;
  private final OutsideAnswers outside;
  private final Map<String, Path> checkouts = new HashMap<>();
  private @Nullable Path anyCheckout;

  /**
   * A way to render.
   *
   * @param folders {@code URL=DIR}, or {@code DIR} for every repository
   */
  ApplicationRender(
      SourceRender render, RemoteBases repositories, OutsideAnswers outside, List<String> folders) {
    this.render = render;
    this.repositories = repositories;
    this.outside = outside;
    for (String each : folders) {
      int equals = each.lastIndexOf('=');
      if (equals > 0) {
        checkouts.put(id(each.substring(0, equals)), folder(each.substring(equals + 1)));
      } else {
        anyCheckout = folder(each);
      }
    }
  }

  private static Path folder(String text) {
    try {
      Path real = Path.of(text).toRealPath();
      if (Files.isDirectory(real)) {
        return real;
      }
    } catch (IOException e) {
      throw new UserError("--checkout " + text + ": there is no such folder", e);
    }
    throw new UserError("--checkout " + text + ": this is not a folder");
  }

  private static String id(String url) {
    try {
      return RepositoryUrl.parse(url).id();
    } catch (IllegalArgumentException e) {
      throw new UserError(url + ": " + e.getMessage(), e);
    }
  }

  /** An application as it would be applied. */
  RenderedFolder applied(Application application, String shown) {
    Decryption decryption = application.spec().decryption();
    if (decryption != null && decryption.secretRef() != null) {
      outside.decryptWith(decryption.secretRef().name());
    }
    return sources(application, shown, render::applied);
  }

  /** What a source that options describe renders to. */
  RenderedFolder built(Application application, String shown) {
    return sources(application, shown, render::built);
  }

  /** The objects of an application on a cluster, as they would be applied. */
  RenderedObjects objects(
      Application application, Optional<Project> project, SourceSecrets secrets) {
    String shown = "Application " + application.key();
    try {
      return render.objects(application, project, sources(application, shown, secrets), shown);
    } catch (ChartException | GitException | KustomizeException e) {
      return new RenderedObjects(
          List.of(), List.of(), List.of(), List.of(shown + ": " + e.getMessage()));
    }
  }

  private interface Rendering {
    RenderedFolder of(Application application, List<SourceAt> sources, String shown);
  }

  private RenderedFolder sources(Application application, String shown, Rendering rendering) {
    List<SourceAt> sources;
    try {
      sources = sources(application, shown, SourceSecrets.NONE);
    } catch (ChartException | GitException | KustomizeException e) {
      return RenderedFolder.failed(List.of(shown + ": " + e.getMessage()));
    }
    return rendering.of(application, sources, shown);
  }

  private List<SourceAt> sources(Application application, String shown, SourceSecrets secrets) {
    List<SourceAt> sources = new ArrayList<>();
    for (Application.Source source : application.spec().allSources()) {
      sources.add(source.isChart() ? chart(source, secrets) : git(source, secrets));
    }
    if (sources.isEmpty()) {
      throw new UserError(shown + ": spec has neither source nor sources: give one");
    }
    return sources;
  }

  private SourceAt chart(Application.Source source, SourceSecrets secrets) {
    String wanted = source.targetRevisionOrDefault();
    String name = String.valueOf(source.chart());
    PulledChart chart =
        outside.chart(
            source.repoURL(),
            name,
            wanted.equals(NEWEST) ? "" : wanted,
            secrets.provenance(source));
    return new SourceAt(
        source,
        new SourceRevision(source.repoURL() + "/" + name, wanted, chart.version()),
        new MemoryTree(chart.files()));
  }

  private SourceAt git(Application.Source source, SourceSecrets secrets) {
    String id = id(source.repoURL());
    String target = source.targetRevisionOrDefault();
    Path checkout = checkouts.getOrDefault(id, anyCheckout);
    if (checkout != null) {
      return new SourceAt(
          source,
          new SourceRevision(id, target, CHECKED_OUT),
          new DirectoryTree(checkout, TreeLimits.DEFAULT));
    }
    RemoteSources.RemoteTree tree =
        repositories.repository(source.repoURL(), target, secrets.git(source));
    return new SourceAt(source, new SourceRevision(id, target, tree.revision()), tree.files());
  }
}
