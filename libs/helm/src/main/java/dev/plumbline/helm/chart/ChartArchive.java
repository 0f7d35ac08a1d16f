package dev.plumbline.helm.chart;

import dev.plumbline.helm.HelmException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Reads a chart's archive ({@code .tgz}), which anybody may have made: everything is bounded while
 * it is read, and a name or kind of entry that no chart needs is refused.
 */
public final class ChartArchive {

  private static final int FREE_BYTES = 1 << 20;
  private static final int MAX_NAME = 1_024;
  private static final int MAX_DEPTH = 64;
  private static final int BLOCK = 8 << 10;

  private final byte[] archive;
  private final ChartLimits limits;
  private final SortedMap<String, byte[]> files = new TreeMap<>();
  private long bytes;
  private int entries;

  private ChartArchive(byte[] archive, ChartLimits limits) {
    this.archive = archive;
    this.limits = limits;
  }

  /**
   * The files of an archive by their path below the chart's root; archives in it stay as they are.
   *
   * @throws HelmException {@code INVALID} for what is no chart's archive, {@code TOO_LARGE} beyond
   *     a limit; the message does not name the archive
   */
  public static Map<String, byte[]> read(byte[] archive, ChartLimits limits) {
    ChartArchive reading = new ChartArchive(archive, limits);
    try (InputStream zipped = new GZIPInputStream(new ByteArrayInputStream(archive));
        TarArchiveInputStream tar =
            new TarArchiveInputStream(reading.counting(zipped), StandardCharsets.UTF_8.name())) {
      reading.readAll(tar);
    } catch (IOException | IllegalArgumentException e) {
      throw new HelmException(
          HelmException.Reason.INVALID,
          "",
          0,
          "the archive is damaged or no gzipped tar: " + e.getMessage(),
          e);
    }
    return reading.files;
  }

  /** An archive of files, below a folder; the same files give the same bytes. */
  public static byte[] write(String root, Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new Quick(bytes);
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(zipped, StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(root + "/" + file.getKey());
        entry.setSize(file.getValue().length);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory failed", e);
    }
    return bytes.toByteArray();
  }

  private void readAll(TarArchiveInputStream tar) throws IOException {
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (++entries > limits.maxFiles()) {
        throw tooLarge("it has more than " + limits.maxFiles() + " entries");
      }
      if (entry.isGlobalPaxHeader() || entry.isDirectory()) {
        continue;
      }
      String name = name(entry.getName());
      if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink() || !isPlain(entry)) {
        throw invalid(name, "it is a link or a device, but a chart has files only");
      }
      if (files.put(name, withoutMark(content(tar, entry, name))) != null) {
        throw invalid(name, "it is in the archive twice");
      }
    }
    if (files.isEmpty()) {
      throw HelmException.invalid("", 0, "the archive is empty");
    }
  }

  private static boolean isPlain(TarArchiveEntry entry) {
    return !entry.isBlockDevice()
        && !entry.isCharacterDevice()
        && !entry.isFIFO()
        && !entry.isSparse();
  }

  private byte[] content(TarArchiveInputStream tar, TarArchiveEntry entry, String name)
      throws IOException {
    if (entry.getSize() < 0 || entry.getSize() > limits.maxFileBytes()) {
      throw tooLarge(
          "%s has %d bytes, more than the %d allowed"
              .formatted(name, entry.getSize(), limits.maxFileBytes()));
    }
    byte[] content = tar.readNBytes((int) entry.getSize());
    if (content.length != entry.getSize()) {
      throw invalid(name, "the archive ends in the middle of it");
    }
    return content;
  }

  /** Files may begin with a byte order mark, which Helm drops. */
  static byte[] withoutMark(byte[] content) {
    boolean marked =
        content.length >= 3
            && content[0] == (byte) 0xEF
            && content[1] == (byte) 0xBB
            && content[2] == (byte) 0xBF;
    return marked ? java.util.Arrays.copyOfRange(content, 3, content.length) : content;
  }

  /** The path below the folder that all of a chart is in. */
  private static String name(String entry) {
    String path = entry.replace('\\', '/');
    if (path.startsWith("./")) {
      path = path.substring(2);
    }
    int root = path.indexOf('/');
    if (path.startsWith("/") || path.indexOf(':') == 1) {
      throw invalid(shown(path), "the path is absolute");
    }
    if (root < 0) {
      throw invalid(shown(path), "it is outside of the folder that a chart is in");
    }
    String below = path.substring(root + 1);
    String[] segments = below.split("/", -1);
    if (below.length() > MAX_NAME || segments.length > MAX_DEPTH) {
      throw invalid(shown(below), "the path is too long");
    }
    checkSegments(path.substring(0, root), segments, below);
    return below;
  }

  private static void checkSegments(String root, String[] segments, String below) {
    if (root.equals("..")) {
      throw invalid(shown(below), "the path leads out of the chart");
    }
    for (String segment : segments) {
      if (segment.equals("..")) {
        throw invalid(shown(below), "the path leads out of the chart");
      }
      if (segment.isEmpty() || segment.equals(".") || segment.indexOf(':') == 1) {
        throw invalid(shown(below), "the path is not as paths are written");
      }
    }
    if (below.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == 0xfffd)) {
      throw invalid(shown(below), "the path has control characters");
    }
  }

  private static String shown(String path) {
    String plain = path.replaceAll("\\p{Cntrl}", "?");
    return plain.length() > 100 ? plain.substring(0, 100) + "…" : plain;
  }

  private static HelmException invalid(String file, String problem) {
    return HelmException.invalid(file, 0, problem);
  }

  private static HelmException tooLarge(String problem) {
    return HelmException.tooLarge("", "the archive is too large: " + problem);
  }

  /** It goes to a process next door and no further. */
  private static final class Quick extends GZIPOutputStream {
    Quick(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** Bombs go off while headers are skipped too, so every byte that is unpacked counts. */
  private InputStream counting(InputStream unpacked) {
    long most = Math.min(limits.maxBytes(), FREE_BYTES + (long) archive.length * limits.maxRatio());
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = unpacked.read(buffer, offset, Math.min(length, BLOCK));
        bytes += Math.max(0, count);
        if (bytes > most) {
          throw tooLarge("unpacked it has more than " + most + " bytes");
        }
        return count;
      }
    };
  }
}
