package dev.plumbline.sops;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file that the official tool encrypted, and what it decrypted it to.
 *
 * @param name of its folder
 * @param fileName with the ending that tells the format
 */
record OfficialFile(String name, String fileName, byte[] encrypted, byte[] expected) {

  /** Every folder below {@code cases}. */
  static List<OfficialFile> all() {
    try (Stream<Path> folders = Files.list(folder("cases"))) {
      return folders.sorted().map(OfficialFile::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static OfficialFile named(String name) {
    return read(folder("cases").resolve(name));
  }

  /** The throw-away key {@code one}, for which every file is encrypted, or {@code two}. */
  static AgeKeys key(String name) throws SopsException {
    try (InputStream text = OfficialFile.class.getResourceAsStream("/keys/" + name + ".txt")) {
      return AgeKeys.parse(new String(text.readAllBytes(), StandardCharsets.UTF_8), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path folder(String name) {
    try {
      return Path.of(OfficialFile.class.getResource("/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  String text() {
    return new String(encrypted, StandardCharsets.UTF_8);
  }

  private static OfficialFile read(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      Path encrypted =
          files
              .filter(file -> file.getFileName().toString().startsWith("encrypted."))
              .findFirst()
              .orElseThrow();
      String fileName = encrypted.getFileName().toString();
      Path expected = folder.resolve(fileName.replace("encrypted.", "expected."));
      return new OfficialFile(
          folder.getFileName().toString(),
          fileName,
          Files.readAllBytes(encrypted),
          Files.readAllBytes(expected));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
