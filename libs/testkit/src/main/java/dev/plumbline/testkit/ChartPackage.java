package dev.plumbline.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A chart, packed as Helm packs it; the same files make the same bytes. */
public final class ChartPackage {

  private static final int BLOCK = 512;

  private final String name;
  private final String version;
  private final Map<String, byte[]> files = new TreeMap<>();

  private ChartPackage(String name, String version) {
    this.name = name;
    this.version = version;
    file(
        "Chart.yaml",
        "apiVersion: v2\nname: " + name + "\nversion: " + version + "\ntype: application\n");
    file("values.yaml", "{}\n");
    file(
        "templates/configmap.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-"
            + name
            + "\ndata:\n  version: "
            + version
            + "\n");
  }

  /** A chart with one ConfigMap. */
  public static ChartPackage of(String name, String version) {
    return new ChartPackage(name, version);
  }

  /** Adds or replaces a file. */
  public ChartPackage file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds or replaces a file. */
  public ChartPackage file(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Its version. */
  public String version() {
    return version;
  }

  /** Its files by their path below its root. */
  public Map<String, byte[]> files() {
    return new TreeMap<>(files);
  }

  /** The archive. */
  public byte[] archive() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        byte[] content = each.getValue();
        out.write(header(name + "/" + each.getKey(), content.length));
        out.write(content);
        out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
      }
      out.write(new byte[2 * BLOCK]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** SHA-256 of bytes, in hex. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] header(String path, int size) {
    byte[] header = new byte[BLOCK];
    put(header, 0, path);
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, String.format(Locale.ROOT, "%011o\0", size));
    put(header, 136, "00000000000\0");
    put(header, 148, "        ");
    header[156] = '0';
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** The files of an archive that this class made, by their path below the chart's root. */
  public static Map<String, byte[]> unpack(byte[] archive) {
    Map<String, byte[]> files = new TreeMap<>();
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(archive))) {
      byte[] tar = in.readAllBytes();
      for (int at = 0; at < tar.length && tar[at] != 0; ) {
        String path = new String(tar, at, 100, StandardCharsets.US_ASCII).replaceAll("\0.*$", "");
        int size = Integer.parseInt(new String(tar, at + 124, 11, StandardCharsets.US_ASCII), 8);
        int content = at + BLOCK;
        files.put(
            path.substring(path.indexOf('/') + 1),
            Arrays.copyOfRange(tar, content, content + size));
        at = content + size + (BLOCK - size % BLOCK) % BLOCK;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
