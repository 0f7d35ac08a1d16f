package dev.plumbline.jsonnet;

import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.git.TreePath;
import dev.plumbline.jsonnet.engine.FileAnswer;
import dev.plumbline.jsonnet.engine.FileQuestion;
import dev.plumbline.manifests.RenderLimits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers a child that asks for files: from the tree only, and not without end. */
final class Imports {

  private final FileTree files;
  private final List<String> libraries;
  private final RenderLimits limits;
  private long bytes;
  private int count;

  Imports(FileTree files, List<String> libraries, RenderLimits limits) {
    this.files = files;
    this.libraries = libraries;
    this.limits = limits;
  }

  /** The file, or why there is none; a failure of the tree itself is thrown. */
  byte[] answer(byte[] question) {
    FileQuestion asked = FileQuestion.decode(question);
    try {
      return find(asked).encode();
    } catch (GitException e) {
      return switch (e.reason()) {
        case REFUSED, PATH_NOT_FOUND, TOO_LARGE ->
            FileAnswer.missing(String.valueOf(e.getMessage())).encode();
        default -> throw e;
      };
    }
  }

  private FileAnswer find(FileQuestion asked) {
    if (asked.name().isEmpty()) {
      return read(asked.directory(), asked.binary());
    }
    List<String> folders = new ArrayList<>(List.of(asked.directory()));
    folders.addAll(libraries);
    Optional<GitException> refused = Optional.empty();
    for (String folder : folders) {
      try {
        String path = TreePath.resolve(folder, asked.name());
        if (files.lookup(path).isPresent()) {
          return read(path, asked.binary());
        }
      } catch (GitException e) {
        if (e.reason() != GitException.Reason.REFUSED) {
          throw e;
        }
        refused = refused.or(() -> Optional.of(e));
      }
    }
    if (refused.isPresent()) {
      throw refused.get();
    }
    return FileAnswer.missing(
        "there is no file "
            + asked.name()
            + " to import: looked in "
            + String.join(", ", folders.stream().distinct().map(Imports::shown).toList()));
  }

  private static String shown(String folder) {
    return folder.isEmpty() ? "the root of the repository" : folder;
  }

  private FileAnswer read(String path, boolean binary) {
    FileEntry entry =
        files
            .lookup(path)
            .orElseThrow(
                () ->
                    new GitException(
                        GitException.Reason.PATH_NOT_FOUND, "there is no file " + path));
    if (entry.kind() != FileEntry.Kind.FILE) {
      return FileAnswer.missing(path + " is no file");
    }
    if (entry.size() > limits.maxFileBytes()) {
      return FileAnswer.missing(
          path + " has " + entry.size() + " bytes, the limit is " + limits.maxFileBytes());
    }
    bytes += entry.size();
    if (bytes > limits.maxInputBytes() || ++count > limits.maxFiles()) {
      return FileAnswer.missing(
          "more than "
              + limits.maxInputBytes()
              + " bytes, or "
              + limits.maxFiles()
              + " files, are imported");
    }
    byte[] content = files.read(path);
    if (binary) {
      return FileAnswer.file(path, new String(content, StandardCharsets.ISO_8859_1));
    }
    try {
      return FileAnswer.file(
          path, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (CharacterCodingException e) {
      return FileAnswer.missing(path + " is not UTF-8 text: importbin reads bytes");
    }
  }
}
