package dev.plumbline.helm.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.helm.HelmException;
import dev.plumbline.helm.HelmException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChartArchiveTest {

  private static final ChartLimits LIMITS = new ChartLimits(100, 1 << 20, 4 << 20, 200, 10);

  /** Archives as an attacker writes them. */
  private static final class Forge {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar;

    Forge() throws IOException {
      tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8");
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    }

    Forge file(String name, byte[] content) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, true);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    }

    Forge special(String name, byte kind) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, kind);
      entry.setLinkName("/etc/passwd");
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
      return this;
    }

    byte[] done() throws IOException {
      tar.close();
      return bytes.toByteArray();
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static HelmException failure(byte[] archive) {
    HelmException thrown =
        catchThrowableOfType(HelmException.class, () -> ChartArchive.read(archive, LIMITS));
    assertThat(thrown).as("the archive is refused").isNotNull();
    return thrown;
  }

  @Test
  void whatIsWrittenIsRead() {
    // given
    String longName = "templates/" + "long-".repeat(40) + "/x.yaml";
    Map<String, byte[]> files =
        new TreeMap<>(Map.of("Chart.yaml", text("name: a"), longName, text("kind: B")));

    // when
    byte[] archive = ChartArchive.write("a", files);
    Map<String, byte[]> read = ChartArchive.read(archive, LIMITS);

    // then
    assertThat(read).containsOnlyKeys("Chart.yaml", longName);
    assertThat(read.get(longName)).isEqualTo(text("kind: B"));
    assertThat(ChartArchive.write("a", files)).isEqualTo(archive);
  }

  @Test
  void byteOrderMarksAndWindowsPathsAreHelms() throws IOException {
    // given
    byte[] archive =
        new Forge()
            .file("a/", new byte[0])
            .file("./a/Chart.yaml", text("\uFEFFname: a"))
            .file("a\\templates\\x.yaml", text("x"))
            .done();

    // when
    Map<String, byte[]> read = ChartArchive.read(archive, LIMITS);

    // then
    assertThat(read).containsOnlyKeys("Chart.yaml", "templates/x.yaml");
    assertThat(read.get("Chart.yaml")).isEqualTo(text("name: a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/../../etc/passwd|leads out of the chart",
        "../a/x|leads out of the chart",
        "a/..|leads out of the chart",
        "a\\..\\..\\x|leads out of the chart",
        "/etc/passwd|absolute",
        "c:/windows/x|absolute",
        "a/c:/x|not as paths are written",
        "a//x|not as paths are written",
        "a/./x|not as paths are written",
        "Chart.yaml|outside of the folder that a chart is in",
        "a/new%line|control characters",
        "a/esc%[2J|control characters"
      })
  void pathsThatTrickAreRefused(String path, String problem) throws IOException {
    // when
    String forged = path.replace('%', path.contains("line") ? '\n' : '\u001b');
    HelmException failure = failure(new Forge().file(forged, text("x")).done());

    // then
    assertThat(failure.reason()).isEqualTo(Reason.INVALID);
    assertThat(failure).hasMessageContaining(problem);
    assertThat(failure.getMessage()).doesNotContainPattern("\\p{Cntrl}");
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK,
        TarConstants.LF_FIFO
      })
  void linksAndDevicesAreRefused(byte kind) throws IOException {
    assertThat(failure(new Forge().special("a/x", kind).done()))
        .hasMessage("x: it is a link or a device, but a chart has files only");
  }

  @Test
  void aNameTwiceIsRefused() throws IOException {
    // given
    byte[] archive = new Forge().file("a/x", text("1")).file("b/x", text("2")).done();

    // then
    assertThat(failure(archive)).hasMessage("x: it is in the archive twice");
  }

  @Test
  void bombsDoNotGoOff() throws IOException {
    // given
    byte[] zeros = new byte[1 << 20];
    Forge many = new Forge();
    for (int i = 0; i < 4; i++) {
      many.file("a/" + i, zeros);
    }
    Forge entries = new Forge();
    for (int i = 0; i < 200; i++) {
      entries.file("a/" + i + "/", new byte[0]);
    }

    // then
    assertThat(failure(many.done())).hasMessageContaining("unpacked it has more than");
    assertThat(failure(entries.done())).hasMessageContaining("more than 100 entries");
    assertThat(failure(new Forge().file("a/x", new byte[(1 << 20) + 1]).done()))
        .hasMessageContaining("x has 1048577 bytes, more than the 1048576 allowed")
        .extracting(HelmException::reason)
        .isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void whatIsNoArchiveIsSaidToBeNone() throws IOException {
    // given
    byte[] whole = ChartArchive.write("a", Map.of("Chart.yaml", new byte[4_000]));

    // then
    assertThat(failure(text("<html>not found</html>"))).hasMessageContaining("no gzipped tar");
    assertThat(failure(Arrays.copyOf(whole, whole.length / 2)).reason()).isEqualTo(Reason.INVALID);
    assertThat(failure(new byte[0]).reason()).isEqualTo(Reason.INVALID);
    assertThat(failure(new Forge().done())).hasMessage("the archive is empty");
  }
}
