package dev.plumbline.git;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;

/**
 * SSH with one key and the host keys of {@code known_hosts}, all from memory: no agent, no {@code
 * ~/.ssh}, no questions.
 */
final class SshSessions {

  private static final File NOWHERE = new File("/nonexistent");

  private SshSessions() {}

  /**
   * A factory for one conversation; the caller closes it.
   *
   * @throws GitException {@code AUTHENTICATION} when the key cannot be read
   */
  static SshdSessionFactory create(Credentials.SshKey credentials, KnownHosts knownHosts) {
    List<KeyPair> keys = keys(credentials);
    return new SshdSessionFactoryBuilder()
        .setHomeDirectory(NOWHERE)
        .setSshDirectory(NOWHERE)
        .setConfigStoreFactory((home, config, user) -> null)
        .setPreferredAuthentications("publickey")
        .setDefaultIdentities(ssh -> List.of())
        .setDefaultKeysProvider(ssh -> keys)
        .setServerKeyDatabase((home, ssh) -> knownHosts)
        .setConnectorFactory(null)
        .build(null);
  }

  private static List<KeyPair> keys(Credentials.SshKey credentials) {
    String pem = credentials.privateKeyPem();
    byte[] bytes = (pem.endsWith("\n") ? pem : pem + "\n").getBytes(StandardCharsets.UTF_8);
    String passphrase = credentials.passphrase();
    List<KeyPair> keys = new ArrayList<>();
    try {
      Iterable<KeyPair> loaded =
          SecurityUtils.loadKeyPairIdentities(
              null,
              NamedResource.ofName("the SSH key of the Secret"),
              new ByteArrayInputStream(bytes),
              passphrase == null ? null : FilePasswordProvider.of(passphrase));
      if (loaded != null) {
        loaded.forEach(keys::add);
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw unreadable();
    }
    if (keys.isEmpty()) {
      throw unreadable();
    }
    return List.copyOf(keys);
  }

  private static GitException unreadable() {
    return new GitException(
        GitException.Reason.AUTHENTICATION,
        "The SSH private key of the Secret cannot be read: it must be an OpenSSH or PEM private key,"
            + " and when it is encrypted the key password of the Secret must hold its passphrase");
  }
}
