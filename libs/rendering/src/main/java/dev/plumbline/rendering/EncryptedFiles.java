package dev.plumbline.rendering;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.contracts.resources.Decryption;
import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.SecretValues;
import dev.plumbline.sops.AgeKeys;
import dev.plumbline.sops.Decrypted;
import dev.plumbline.sops.Sops;
import dev.plumbline.sops.SopsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Files that SOPS encrypted, read in clear where the application says with which key. What was
 * encrypted in them is remembered as secret, wherever it ends up.
 */
final class EncryptedFiles {

  private static final String SOPS = "sops";

  private final @Nullable Decryption wanted;
  private final Remotes remotes;
  private final SecretValues secret;
  private @Nullable AgeKeys keys;

  EncryptedFiles(@Nullable Decryption wanted, Remotes remotes, SecretValues secret) {
    this.wanted = wanted;
    this.remotes = remotes;
    this.secret = secret;
  }

  /** The files, encrypted ones in clear; without a key they are left as they are. */
  FileTree of(FileTree files) {
    return wanted == null ? files : new ClearTree(files);
  }

  private final class ClearTree implements FileTree {

    private final FileTree files;
    private final Map<String, byte[]> clear = new ConcurrentHashMap<>();

    private ClearTree(FileTree files) {
      this.files = files;
    }

    @Override
    public Optional<FileEntry> lookup(String path) {
      return files.lookup(path);
    }

    @Override
    public List<FileEntry> list(String directory) {
      return files.list(directory);
    }

    @Override
    public byte[] read(String path) {
      byte[] known = clear.get(path);
      if (known != null) {
        return known.clone();
      }
      byte[] bytes = files.read(path);
      if (!Sops.isEncrypted(bytes, path)) {
        return bytes;
      }
      byte[] decrypted = decrypted(bytes, path);
      clear.put(path, decrypted);
      return decrypted.clone();
    }
  }

  private byte[] decrypted(byte[] bytes, String path) {
    try {
      Decrypted decrypted = Sops.decrypt(bytes, path, keys());
      decrypted.values().forEach(value -> secret.add(value.text()));
      return decrypted.bytes();
    } catch (SopsException e) {
      throw new RenderEnded(
          new RenderException(
              RenderFailure.of(
                  e.reason() == SopsException.Reason.TOO_LARGE
                      ? FailureReason.TooLarge
                      : FailureReason.DecryptionFailed,
                  List.of(new SourceError(path, null, null, message(e, path))))));
    } catch (RenderException e) {
      throw new RenderEnded(e);
    }
  }

  /** The place is told beside. */
  private static String message(SopsException e, String path) {
    String message = String.valueOf(e.getMessage());
    String begin = path + ": ";
    return message.startsWith(begin) ? message.substring(begin.length()) : message;
  }

  private AgeKeys keys() throws RenderException {
    AgeKeys known = keys;
    if (known != null) {
      return known;
    }
    Decryption given = wanted;
    if (given == null || given.secretRef() == null || given.secretRef().name().isEmpty()) {
      throw invalid("spec.decryption.secretRef.name: name the Secret with the key");
    }
    if (given.provider() != null && !given.provider().equals(SOPS)) {
      throw invalid("spec.decryption.provider is '" + given.provider() + "': expected sops");
    }
    String name = given.secretRef().name();
    RemoteAnswer.Found found = remotes.get(RemoteName.secret(name));
    if (!found.isPresent()) {
      throw new RenderException(
          RenderFailure.passing(
              FailureReason.CredentialsNotFound,
              "the Secret '"
                  + name
                  + "' of spec.decryption does not exist: create it with an age identity under a"
                  + " key such as age.agekey"));
    }
    Map<String, byte[]> data = new HashMap<>();
    for (FileEntry entry : found.files().list("")) {
      data.put(entry.name(), found.files().read(entry.path()));
    }
    try {
      keys = AgeKeys.ofSecret(data, "the Secret '" + name + "'");
      return keys;
    } catch (SopsException e) {
      throw new RenderException(
          RenderFailure.passing(FailureReason.DecryptionFailed, String.valueOf(e.getMessage())));
    }
  }

  private static RenderException invalid(String message) {
    return new RenderException(FailureReason.InvalidSpec, message);
  }
}
