package dev.plumbline.kustomize.generate;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.files.Kustomization.GeneratorArguments;
import dev.plumbline.kustomize.files.Root;
import dev.plumbline.kustomize.yaml.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The data of a generated resource: from literals, whole files, and files of lines. */
final class KeyValues {

  private final Root root;
  private final String name;
  private final SortedMap<String, byte[]> entries = new TreeMap<>(CanonicalJson::compareUtf8);

  private KeyValues(Root root, String name) {
    this.root = root;
    this.name = name;
  }

  /**
   * Reads everything.
   *
   * @throws KustomizeException when something is not there, not of the right form, or there twice
   */
  static SortedMap<String, byte[]> of(GeneratorArguments arguments, Root root) {
    KeyValues values = new KeyValues(root, arguments.name());
    arguments.envs().forEach(values::lines);
    arguments.literals().forEach(values::literal);
    arguments.files().forEach(values::file);
    return values.entries;
  }

  private void put(String key, byte[] value) {
    if (entries.putIfAbsent(key, value) != null) {
      throw new KustomizeException("", name + " illegally repeats the key `" + key + "`");
    }
  }

  private void literal(String source) {
    int equals = source.indexOf('=');
    if (equals < 1) {
      throw new KustomizeException(
          "", 0, "literals", "invalid literal source " + source + ", expected key=value", null);
    }
    put(
        source.substring(0, equals),
        unquoted(source.substring(equals + 1)).getBytes(StandardCharsets.UTF_8));
  }

  private static String unquoted(String text) {
    int last = text.length() - 1;
    boolean quoted =
        last > 0
            && text.charAt(0) == text.charAt(last)
            && (text.charAt(0) == '"' || text.charAt(0) == '\'');
    return quoted ? text.substring(1, last) : text;
  }

  private void file(String source) {
    int equals = source.indexOf('=');
    if (equals >= 0 && source.indexOf('=', equals + 1) >= 0) {
      throw invalidFile(source, "key name or file path contains '='");
    }
    if (equals == 0) {
      throw invalidFile(source, "missing key name");
    }
    if (equals == source.length() - 1) {
      throw invalidFile(source, "missing file path");
    }
    String path = source.substring(equals + 1);
    String key = equals < 0 ? baseName(path) : source.substring(0, equals);
    put(key, root.load(path));
  }

  private static KustomizeException invalidFile(String source, String problem) {
    return new KustomizeException(
        "", 0, "files", problem + " in \"" + source + "\", expected key=path or path", null);
  }

  private static String baseName(String path) {
    String trimmed = path.replaceFirst("/+$", "");
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }

  private void lines(String path) {
    List<byte[]> lines = split(root.load(path));
    for (int i = 0; i < lines.size(); i++) {
      String line = new String(lines.get(i), StandardCharsets.UTF_8);
      if (i == 0 && line.startsWith("\uFEFF")) {
        line = line.substring(1);
      }
      line = line.stripLeading();
      if (!line.isEmpty() && line.charAt(0) != '#') {
        int equals = line.indexOf('=');
        String key = equals < 0 ? line : line.substring(0, equals);
        String value = equals < 0 ? "" : line.substring(equals + 1);
        put(key, value.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static List<byte[]> split(byte[] bytes) {
    List<byte[]> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (byte b : bytes) {
      if (b == '\n') {
        lines.add(withoutReturn(line.toByteArray()));
        line.reset();
      } else {
        line.write(b);
      }
    }
    if (line.size() > 0) {
      lines.add(withoutReturn(line.toByteArray()));
    }
    return lines;
  }

  private static byte[] withoutReturn(byte[] line) {
    boolean ends = line.length > 0 && line[line.length - 1] == '\r';
    return ends ? Arrays.copyOf(line, line.length - 1) : line;
  }
}
