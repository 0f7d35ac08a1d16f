package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.testkit.harness.ApplicationDraft;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Plumbline installs and removes itself: its own manifests, from Git. */
@ExtendWith(EndToEnd.class)
class SelfInstallIT {

  private static final Path BASE = Path.of("../deploy/kustomize/base");
  private static final String KUSTOMIZATION = "kustomization.yaml";

  private final Stage stage;

  SelfInstallIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void theBaseConvergesAsADirectoryAndGoesWithItsApplication() throws IOException {
    // given
    HostedRepository repository = stage.git().repository("plumbline");
    List<ObjectRef> objects = new ArrayList<>();
    try (Stream<Path> files = Files.list(BASE)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        repository.write("deploy/kustomize/base/" + name, Files.readString(file));
        if (!name.equals(KUSTOMIZATION)) {
          objects.addAll(objects(file));
        }
      }
    }
    String commit = repository.push("Install Plumbline");
    ApplicationDraft draft =
        stage.application("plumbline", repository, "deploy/kustomize/base").withFinalizer();
    draft.manifest().withObject("/spec/source/directory").put("exclude", KUSTOMIZATION);

    // when
    RunningApplication application = draft.create();

    // then
    application.awaitConverged(commit);
    RenderResult.Succeeded rendered =
        application.await(RenderResult.Succeeded.class, result -> true);
    assertThat(rendered.objects()).isEqualTo(objects.size());
    assertThat(objects).hasSizeGreaterThan(40);
    assertThat(objects).allSatisfy(ref -> assertThat(stage.cluster().find(ref)).isPresent());

    // when
    stage.cluster().delete(application.ref());

    // then
    stage.awaitGone(application.ref());
    assertThat(objects)
        .filteredOn(ref -> !ref.kind().equals("Namespace"))
        .allSatisfy(ref -> assertThat(stage.cluster().find(ref)).isEmpty());
  }

  private static List<ObjectRef> objects(Path file) throws IOException {
    List<ObjectRef> objects = new ArrayList<>();
    for (String document : Files.readString(file).split("(?m)^---$")) {
      ObjectNode object = Cluster.parse(document);
      objects.add(Cluster.ref(object));
    }
    return objects;
  }
}
