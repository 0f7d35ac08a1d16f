package dev.plumbline.jsonnet.engine;

import dev.plumbline.workers.Questions;
import java.util.HashMap;
import java.util.Map;
import scala.Option;
import scala.Some;
import sjsonnet.Importer;
import sjsonnet.Path;
import sjsonnet.ResolvedFile;

/** Asks the parent for each file, once in an evaluation. */
final class ParentImporter extends Importer {

  private final Questions parent;
  private final Map<FileQuestion, FileAnswer> asked = new HashMap<>();
  private final Map<Path, ResolvedFile> files = new HashMap<>();

  ParentImporter(Questions parent) {
    this.parent = parent;
    files.put(StandardLibrary.PATH, new JsonnetFile(StandardLibrary.TEXT));
  }

  /** The text of the file to evaluate. */
  String main(String file) {
    String text = SourceText.replaced(ask(new FileQuestion(file, "", false)).text());
    files.put(new RepositoryPath(file), new JsonnetFile(text));
    return text;
  }

  @Override
  public Option<Path> resolve(Path directory, String name) {
    boolean binary = name.startsWith(SourceText.MARK);
    String written = binary ? name.substring(SourceText.MARK.length()) : name;
    String from = ((RepositoryPath) directory).path();
    FileAnswer answer = ask(new FileQuestion(from, written, binary));
    RepositoryPath path =
        new RepositoryPath(binary ? SourceText.MARK + answer.path() : answer.path());
    files.put(path, new JsonnetFile(answer.text()));
    return new Some<>(path);
  }

  private FileAnswer ask(FileQuestion question) {
    FileAnswer answer =
        asked.computeIfAbsent(question, each -> FileAnswer.decode(parent.ask(each.encode())));
    if (!answer.found()) {
      throw Thrown.unchecked(Interpretation.error(answer.text()));
    }
    return answer;
  }

  @Override
  public Option<ResolvedFile> read(Path path) {
    return Option.apply(files.get(path));
  }
}
