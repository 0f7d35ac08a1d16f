package dev.plumbline.jsonnet.engine;

import fastparse.IndexedParserInput;
import fastparse.ParserInput;
import sjsonnet.ResolvedFile;

/**
 * A file that was imported.
 *
 * @param content as text it is this, as Jsonnet it may be rewritten
 */
record JsonnetFile(String content) implements ResolvedFile {

  @Override
  public ParserInput getParserInput() {
    return new IndexedParserInput(SourceText.replaced(content));
  }

  @Override
  public String readString() {
    return content;
  }

  @Override
  public String contentHash() {
    return content;
  }
}
