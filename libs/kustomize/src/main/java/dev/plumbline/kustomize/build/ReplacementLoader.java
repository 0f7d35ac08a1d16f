package dev.plumbline.kustomize.build;

import dev.plumbline.kustomize.files.Kustomization.Replacement;
import dev.plumbline.kustomize.files.Kustomization.ReplacementEntry;
import dev.plumbline.kustomize.files.ReplacementReader;
import java.util.ArrayList;
import java.util.List;

/** Replacements, with those that are in files of their own. */
record ReplacementLoader(Folder folder) {

  List<Replacement> load(List<ReplacementEntry> entries) {
    List<Replacement> replacements = new ArrayList<>();
    for (ReplacementEntry entry : entries) {
      Replacement inline = entry.replacement();
      if (inline != null) {
        replacements.add(inline);
      } else {
        replacements.addAll(
            new ReplacementReader()
                .file(folder.document(entry.path()), folder.root().display(entry.path())));
      }
    }
    return replacements;
  }
}
