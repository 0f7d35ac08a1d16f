package dev.plumbline.sops;

import dev.plumbline.sops.SopsException.Reason;
import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Comment;
import dev.plumbline.sops.tree.Entry;
import dev.plumbline.sops.tree.Items;
import dev.plumbline.sops.tree.Pair;
import dev.plumbline.sops.tree.Scalar;
import dev.plumbline.sops.tree.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/** Decrypts the values of a file in their order, and digests them on the way. */
final class TreeDecryption {

  /** So that a code over encrypted values only is never one over all: {@code sha256("sops")}. */
  private static final byte[] ONLY_ENCRYPTED =
      HexFormat.of().parseHex("8a3fd2ad54ce66527b1034f3d147be0b0b975b3bf44f72c6fdadec8176f27d69");

  private final SecretKeySpec key;
  private final EncryptionRule rule;
  private final boolean macOnlyEncrypted;
  private final MessageDigest digest;
  private final List<DecryptedValue> values = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private final List<List<String>> comments = new ArrayList<>();

  TreeDecryption(SecretKeySpec key, EncryptionRule rule, boolean macOnlyEncrypted) {
    this.key = key;
    this.rule = rule;
    this.macOnlyEncrypted = macOnlyEncrypted;
    try {
      this.digest = MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
    if (macOnlyEncrypted) {
      digest.update(ONLY_ENCRYPTED);
    }
  }

  /** The next document in clear. */
  Branch decrypt(Branch document) throws SopsException {
    return branch(document, "");
  }

  /** The digest of all documents so far, as SOPS writes it. */
  String digest() {
    return HexFormat.of().withUpperCase().formatHex(digest.digest());
  }

  /** What was encrypted. */
  List<DecryptedValue> values() {
    return values;
  }

  private Branch branch(Branch branch, String path) throws SopsException {
    List<String> active = open();
    List<Entry> clear = new ArrayList<>();
    for (Entry entry : branch.entries()) {
      if (entry instanceof Pair pair) {
        keys.add(pair.key());
        clear.add(new Pair(pair.key(), value(pair.value(), child(path, pair.key()))));
        keys.remove(keys.size() - 1);
        active.clear();
      } else if (entry instanceof Comment comment) {
        clear.add(decrypt(comment, active, path));
      }
    }
    close();
    return new Branch(clear);
  }

  private Items items(Items items, String path) throws SopsException {
    List<String> active = open();
    List<Value> clear = new ArrayList<>();
    int place = 0;
    for (Value item : items.values()) {
      if (item instanceof Comment comment) {
        clear.add(decrypt(comment, active, path));
      } else {
        Optional<Comment> comment = encryptedComment(item, path);
        clear.add(comment.isPresent() ? comment.get() : value(item, path + "[" + place++ + "]"));
        active.clear();
      }
    }
    close();
    return new Items(clear);
  }

  /** In lists SOPS encrypts comments to items, which say only by their type what they are. */
  private Optional<Comment> encryptedComment(Value item, String path) throws SopsException {
    if (!(item instanceof Scalar scalar)
        || scalar.type() != Scalar.Type.STRING
        || !rule.encrypts(keys, comments)) {
      return Optional.empty();
    }
    Optional<EncryptedText> encrypted =
        EncryptedText.parse(scalar.text()).filter(text -> text.type().equals("comment"));
    return encrypted.isEmpty()
        ? Optional.empty()
        : Optional.of(comment(clear(encrypted.get(), path + "[#]"), path));
  }

  private Comment comment(byte[] clear, String path) {
    String text = new String(clear, StandardCharsets.UTF_8);
    values.add(new DecryptedValue(child(path, "#"), text));
    return new Comment(text);
  }

  private List<String> open() {
    List<String> active = new ArrayList<>();
    comments.add(active);
    return active;
  }

  private void close() {
    comments.remove(comments.size() - 1);
  }

  private Value value(Value value, String path) throws SopsException {
    if (value instanceof Branch branch) {
      return branch(branch, path);
    }
    if (value instanceof Items items) {
      return items(items, path);
    }
    return value instanceof Scalar scalar ? scalar(scalar, path) : value;
  }

  private Scalar scalar(Scalar scalar, String path) throws SopsException {
    if (scalar.type() == Scalar.Type.NULL) {
      return scalar;
    }
    boolean encrypted = rule.encrypts(keys, comments);
    Scalar clear = encrypted ? decrypt(scalar, path) : scalar;
    if (encrypted || !macOnlyEncrypted) {
      digest.update(clear.bytes());
    }
    return clear;
  }

  private Scalar decrypt(Scalar scalar, String path) throws SopsException {
    if (scalar.type() == Scalar.Type.STRING && scalar.bytes().length == 0) {
      return scalar;
    }
    EncryptedText encrypted =
        Optional.of(scalar)
            .filter(given -> given.type() == Scalar.Type.STRING)
            .flatMap(given -> EncryptedText.parse(given.text()))
            .orElseThrow(
                () ->
                    new SopsException(
                        Reason.TAMPERED,
                        path
                            + " is not encrypted, or cut short, though by the file's metadata it"
                            + " must be encrypted: encrypt the file again with sops"));
    Scalar clear = decrypt(encrypted, path);
    values.add(new DecryptedValue(path, clear.text()));
    return clear;
  }

  private byte[] clear(EncryptedText encrypted, String path) throws SopsException {
    try {
      return encrypted.decrypt(key, place());
    } catch (SopsException e) {
      throw new SopsException(e.reason(), path + " " + e.getMessage());
    }
  }

  private Scalar decrypt(EncryptedText encrypted, String path) throws SopsException {
    return Scalar.of(encrypted.type(), clear(encrypted, path))
        .orElseThrow(
            () ->
                new SopsException(
                    Reason.MALFORMED,
                    path + " is not of the type that it says it is encrypted as"));
  }

  /** Comments are no part of the digest, and one that cannot be decrypted was never encrypted. */
  private Comment decrypt(Comment comment, List<String> active, String path) throws SopsException {
    active.add(comment.text());
    Optional<EncryptedText> encrypted = EncryptedText.parse(comment.text());
    if (encrypted.isEmpty()) {
      return comment;
    }
    try {
      return comment(encrypted.get().decrypt(key, place()), path);
    } catch (SopsException e) {
      return comment;
    }
  }

  /** What a value is bound to: the keys to it, without places in lists. */
  private String place() {
    return String.join(":", keys) + ":";
  }

  private static String child(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
