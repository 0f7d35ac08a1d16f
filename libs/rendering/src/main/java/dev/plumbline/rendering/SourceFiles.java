package dev.plumbline.rendering;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.ReadSet;
import dev.plumbline.git.RecordingTree;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.manifests.filter.IgnoringTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The files of an application's sources, everything asked of them recorded. */
public final class SourceFiles {

  /** A source, its files recorded and its links followed. */
  record SourceView(SourceAt at, RecordingTree recording, SymlinkTree files) {}

  private final List<SourceView> views = new ArrayList<>();

  /**
   * Nothing asked yet.
   *
   * @param reading how files are read, as decryption does it
   */
  SourceFiles(List<SourceAt> sources, UnaryOperator<FileTree> reading) {
    for (SourceAt source : sources) {
      RecordingTree recording = new RecordingTree(source.files());
      FileTree read = reading.apply(seen(source.source(), recording));
      views.add(new SourceView(source, recording, new SymlinkTree(read)));
    }
  }

  /** What is packed in a chart was chosen by whoever packed it. */
  private static FileTree seen(Application.Source source, FileTree files) {
    return source.isChart()
        ? files
        : new IgnoringTree(
            files, IgnoringTree.SOURCE_IGNORE, source.ignore() == null ? "" : source.ignore());
  }

  List<SourceView> views() {
    return List.copyOf(views);
  }

  /** The files that values files of others may name. */
  Map<String, SymlinkTree> refs() {
    Map<String, SymlinkTree> refs = new HashMap<>();
    for (SourceView view : views) {
      String ref = view.at().source().ref();
      if (ref != null && !ref.isEmpty()) {
        refs.put(ref, view.files());
      }
    }
    return refs;
  }

  /** What was read of each. */
  List<ReadSet> readSets() {
    return views.stream().map(view -> view.recording().readSet()).toList();
  }

  /** Whether everything that was asked of each has the same answer now. */
  public static boolean stillHold(List<ReadSet> readSets, List<SourceAt> sources) {
    if (readSets.size() != sources.size()) {
      return false;
    }
    for (int i = 0; i < sources.size(); i++) {
      if (!readSets.get(i).stillHolds(sources.get(i).files())) {
        return false;
      }
    }
    return true;
  }
}
