package dev.plumbline.git;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was asked of a tree, and a fingerprint of each answer. Whoever asks the same questions of a
 * tree for which this {@linkplain #stillHolds holds} gets the same answers, so a render that
 * depends on nothing else gives the same bytes.
 *
 * @param entries path → {@code ""} looked for and absent; a blob id: that file was looked up or
 *     read; {@code link:}, {@code module:} and an id: likewise a symlink or submodule; {@code dir:}
 *     looked up and is a directory, whatever is in it; {@code list:} and a digest of names and
 *     kinds: listed
 */
public record ReadSet(SortedMap<String, String> entries) {

  static final String ABSENT = "";
  static final String DIRECTORY = "dir:";
  static final String LISTING = "list:";
  static final String KIND = "kind:";
  private static final String TOO_LARGE = LISTING + "too-large";

  public ReadSet {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  /**
   * Whether every question has the same answer in the other tree. Asks as many questions as there
   * are entries at most, and stops at the first difference.
   */
  public boolean stillHolds(FileTree other) {
    return entries.entrySet().stream()
        .allMatch(entry -> entry.getValue().equals(ask(other, entry.getKey(), entry.getValue())));
  }

  private static String ask(FileTree tree, String path, String before) {
    try {
      Optional<FileEntry> now = tree.lookup(path);
      if (before.startsWith(LISTING) && isDirectory(now)) {
        return ofListing(tree.list(path));
      }
      return before.startsWith(KIND) ? ofKind(now) : ofLookup(now);
    } catch (GitException e) {
      if (e.reason() == GitException.Reason.TOO_LARGE) {
        return TOO_LARGE;
      }
      throw e;
    }
  }

  private static boolean isDirectory(Optional<FileEntry> entry) {
    return entry.map(FileEntry::kind).filter(FileEntry.Kind.DIRECTORY::equals).isPresent();
  }

  static String ofKind(Optional<FileEntry> entry) {
    return entry.map(e -> KIND + e.kind().name().toLowerCase(Locale.ROOT)).orElse(ABSENT);
  }

  static String ofLookup(Optional<FileEntry> entry) {
    return entry.map(ReadSet::ofEntry).orElse(ABSENT);
  }

  private static String ofEntry(FileEntry entry) {
    return switch (entry.kind()) {
      case FILE -> entry.objectId();
      case SYMLINK -> "link:" + entry.objectId();
      case SUBMODULE -> "module:" + entry.objectId();
      case DIRECTORY -> DIRECTORY;
    };
  }

  static String ofListing(List<FileEntry> listing) {
    MessageDigest digest = sha256();
    for (FileEntry entry : listing) {
      digest.update(entry.name().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update((byte) entry.kind().ordinal());
    }
    return LISTING + HexFormat.of().formatHex(digest.digest(), 0, 20);
  }

  static String ofRefusedListing() {
    return TOO_LARGE;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Read-sets of one render that read several trees, or one tree in several steps. */
  static ReadSet of(Map<String, String> entries) {
    return new ReadSet(new TreeMap<>(entries));
  }
}
