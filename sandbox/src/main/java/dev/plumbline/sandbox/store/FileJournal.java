package dev.plumbline.sandbox.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two files of JSON lines: {@code state}, replaced as a whole, and {@code journal}, appended to
 * since. A line of the journal that is not newer than the state is skipped, so a stop between the
 * two replacements loses and doubles nothing. A last line cut short by a kill is dropped.
 */
public final class FileJournal implements Journal {

  private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
  private static final int COMPACT_AFTER_LINES = 50_000;

  private final Path state;
  private final Path journal;
  private final Sealer sealer;
  private @Nullable Writer writer;
  private int lines;

  public FileJournal(Path directory, byte[] encryptionKey) {
    this.state = directory.resolve("state.jsonl");
    this.journal = directory.resolve("journal.jsonl");
    this.sealer = new Sealer(encryptionKey);
  }

  @Override
  public long load(Loader loader) {
    try {
      Map<Key, JsonNode> kept = new TreeMap<>();
      long base = replay(state, kept, 0);
      long version = Math.max(base, replay(journal, kept, base));
      for (Map.Entry<Key, JsonNode> e : kept.entrySet()) {
        loader.load(e.getKey(), open(e.getKey(), e.getValue()), e.getValue().path("v").asLong());
      }
      writer = append();
      return version;
    } catch (IOException e) {
      throw new UncheckedIOException("the sandbox's state cannot be read from " + state, e);
    }
  }

  private long replay(Path file, Map<Key, JsonNode> kept, long newerThan) throws IOException {
    long version = newerThan;
    if (!Files.exists(file)) {
      return version;
    }
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        JsonNode entry;
        try {
          entry = Json.parse(line);
        } catch (JsonProcessingException e) {
          LOG.warn("Stored line is cut short and was dropped file={} after={}", file, version);
          break;
        }
        long v = entry.path("v").asLong();
        if (v > newerThan || file.equals(state)) {
          version = Math.max(version, v);
          apply(entry, kept);
        }
      }
    }
    return version;
  }

  private static void apply(JsonNode entry, Map<Key, JsonNode> kept) {
    if (!entry.has("r")) {
      return; // the head of a state file: only its version counts
    }
    Key key =
        new Key(entry.path("r").asText(), entry.path("ns").asText(), entry.path("n").asText());
    if (entry.has("object") || entry.has("sealed")) {
      kept.put(key, entry);
    } else {
      kept.remove(key);
    }
  }

  private ObjectNode open(Key key, JsonNode entry) throws IOException {
    if (entry.has("sealed")) {
      return (ObjectNode) Json.parse(sealer.open(entry.path("sealed").asText(), key.text()));
    }
    return (ObjectNode) entry.path("object");
  }

  @Override
  public void put(Stored stored) {
    write(line(stored));
  }

  @Override
  public void delete(Key key, long version) {
    write(head(key, version));
  }

  private ObjectNode line(Stored stored) {
    ObjectNode line = head(stored.key(), stored.version());
    if (stored.key().groupResource().equals("secrets")) {
      line.put("sealed", sealer.seal(stored.bytes(), stored.key().text()));
    } else {
      line.set("object", stored.object());
    }
    return line;
  }

  private static ObjectNode head(Key key, long version) {
    return Json.object()
        .put("v", version)
        .put("r", key.groupResource())
        .put("ns", key.namespace())
        .put("n", key.name());
  }

  private void write(ObjectNode line) {
    Writer out = writer;
    if (out == null) {
      throw new IllegalStateException("written to after close, or before load");
    }
    try {
      out.write(Json.text(line));
      out.write('\n');
      out.flush();
      lines++;
    } catch (IOException e) {
      throw new UncheckedIOException("the sandbox's state cannot be written to " + journal, e);
    }
  }

  @Override
  public void compactWhenLarge(long version, Collection<Stored> objects) {
    if (lines > COMPACT_AFTER_LINES) {
      close(version, objects);
      try {
        writer = append();
      } catch (IOException e) {
        throw new UncheckedIOException("the sandbox's journal cannot be reopened", e);
      }
    }
  }

  @Override
  public void close(long version, Collection<Stored> objects) {
    Path next = state.resolveSibling("state.jsonl.new");
    try (BufferedWriter out =
        Files.newBufferedWriter(
            next,
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      out.write(Json.text(Json.object().put("v", version)));
      out.write('\n');
      for (Stored stored : objects) {
        out.write(Json.text(line(stored)));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the sandbox's state cannot be written to " + next, e);
    }
    try {
      Files.move(next, state, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      Writer out = writer;
      if (out != null) {
        out.close();
        writer = null;
      }
      Files.deleteIfExists(journal);
      lines = 0;
    } catch (IOException e) {
      throw new UncheckedIOException("the sandbox's state cannot be replaced at " + state, e);
    }
  }

  private Writer append() throws IOException {
    return Files.newBufferedWriter(
        journal, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
