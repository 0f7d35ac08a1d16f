package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.HelmSource;
import dev.plumbline.driftdetector.model.Wanted;
import dev.plumbline.driftdetector.model.WantedObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether Helm had installed an application's release before the application came. It is asked
 * once, before the first sync of one whose hooks tell an installation from an upgrade. On the lane
 * only.
 */
final class FormerRelease {

  private static final String DEFINITION = "CustomResourceDefinition";

  private final Surroundings at;
  private final Reads reads;
  private String uid = "";
  private boolean asked;
  private @Nullable Boolean found;

  FormerRelease(Surroundings at, Reads reads) {
    this.at = at;
    this.reads = reads;
  }

  /** Of the application of that uid; null while it is not known. */
  @Nullable Boolean found(String applicationUid) {
    return applicationUid.equals(uid) ? found : null;
  }

  /** Has it looked for, unless that was done. */
  void look(Wanted desired, Application application) {
    if (!application.uid().equals(uid)) {
      uid = application.uid();
      asked = false;
      found = null;
    }
    if (asked || found != null || reads.paused()) {
      return;
    }
    asked = true;
    String cluster = application.spec().destination().cluster();
    List<ObjectRef> objects =
        desired.objects().stream()
            .map(WantedObject::ref)
            .filter(ref -> !ref.kind().equals(DEFINITION))
            .toList();
    if (objects.isEmpty()) {
      found = false;
      return;
    }
    var unused =
        reads.then(
            cluster,
            objects.get(0),
            at.releases()
                .installed(
                    cluster,
                    objects,
                    names(application),
                    application.spec().destination().namespaceOrDefault()),
            there -> {
              found = there;
              return true;
            },
            () -> asked = false);
  }

  private static Set<String> names(Application application) {
    Set<String> names = new HashSet<>();
    for (Application.Source source : application.spec().allSources()) {
      HelmSource helm = source.helm();
      String named = helm == null ? null : helm.releaseName();
      names.add(named == null || named.isBlank() ? application.metadata().name() : named);
    }
    return names;
  }
}
