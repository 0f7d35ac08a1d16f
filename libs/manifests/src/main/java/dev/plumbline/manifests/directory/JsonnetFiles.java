package dev.plumbline.manifests.directory;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.SourceObject;
import java.util.List;

/** Evaluates the Jsonnet files of a directory. */
@FunctionalInterface
public interface JsonnetFiles {

  /** The name of every such file ends so. */
  String SUFFIX = ".jsonnet";

  /** None is evaluated. */
  JsonnetFiles REFUSED =
      file -> {
        throw new RenderException(
            FailureReason.InvalidSpec, file + " is Jsonnet, which is not evaluated here");
      };

  /** The manifests of a file. */
  List<SourceObject> evaluate(String file) throws RenderException;
}
