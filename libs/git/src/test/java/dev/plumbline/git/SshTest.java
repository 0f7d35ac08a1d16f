package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.UploadPack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path temp;
  private Origin origin;
  private SshServer server;
  private KeyPair host;
  private KeyPair user;

  @BeforeEach
  void start() throws Exception {
    origin = Origin.in(temp.resolve("repo.git"));
    host = ecdsa();
    user = ecdsa();
    server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(0);
    server.setKeyPairProvider(KeyPairProvider.wrap(host));
    server.setPublickeyAuthenticator(
        (name, key, session) -> name.equals("git") && KeyUtils.compareKeys(key, user.getPublic()));
    server.setCommandFactory((channel, command) -> new UploadPackCommand(command));
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close(true);
    origin.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void fetchesWithAKeyFromAKnownHost(String type) throws Exception {
    user = key(type);
    host = key(type);
    server.setKeyPairProvider(KeyPairProvider.wrap(host));
    CommitId one = origin.commit(Map.of("a", "1"));
    Credentials credentials = new Credentials.SshKey(pem(user, null), null, knownHosts(host));

    try (Mirrors mirrors = new Mirrors(temp.resolve("mirrors"), MirrorSettings.DEFAULT)) {
      Mirror mirror = mirrors.of(url());
      mirror.fetch(credentials);

      try (CommitTree tree = mirror.tree(one)) {
        assertThat(tree.read("a")).asString().isEqualTo("1");
      }
    }
  }

  @Test
  void opensAnEncryptedKeyWithItsPassphrase() throws Exception {
    CommitId one = origin.commit(Map.of("a", "1"));
    String pem = pem(user, "open sesame");

    RefSnapshot refs =
        RemoteRefs.list(
            url(), new Credentials.SshKey(pem, "open sesame", knownHosts(host)), TIMEOUT);

    assertThat(refs.refs()).containsEntry("refs/heads/main", one);
    assertThat(failure(new Credentials.SshKey(pem, "wrong", knownHosts(host))))
        .hasMessageContaining("passphrase")
        .extracting(GitException::reason)
        .isEqualTo(GitException.Reason.AUTHENTICATION);
    assertThat(failure(new Credentials.SshKey(pem, null, knownHosts(host))))
        .hasMessageContaining("passphrase");
  }

  @Test
  void refusesAServerWhoseKeyIsNotKnown() throws Exception {
    GitException none = failure(new Credentials.SshKey(pem(user, null), null, null));
    GitException other =
        failure(new Credentials.SshKey(pem(user, null), null, knownHosts(ecdsa())));
    GitException revoked =
        failure(new Credentials.SshKey(pem(user, null), null, "@revoked " + knownHosts(host)));

    assertThat(none.reason()).isEqualTo(GitException.Reason.REFUSED);
    assertThat(none).hasMessageContaining("known_hosts").hasMessageContaining("SHA256:");
    assertThat(other.reason()).isEqualTo(GitException.Reason.REFUSED);
    assertThat(other).hasMessageContaining("somebody may be in between");
    assertThat(revoked.reason()).isEqualTo(GitException.Reason.REFUSED);
  }

  @Test
  void aKeyThatTheServerDoesNotKnowIsAMatterOfAuthentication() throws Exception {
    GitException e = failure(new Credentials.SshKey(pem(ecdsa(), null), null, knownHosts(host)));

    assertThat(e.reason()).isEqualTo(GitException.Reason.AUTHENTICATION);
  }

  @Test
  void saysWhichLineOfKnownHostsIsWrong() throws Exception {
    GitException e =
        failure(new Credentials.SshKey(pem(user, null), null, "# comment\n\nnonsense"));

    assertThat(e).hasMessageContaining("Line 3");
  }

  private GitException failure(Credentials credentials) {
    return catchThrowableOfType(
        GitException.class, () -> RemoteRefs.list(url(), credentials, TIMEOUT));
  }

  private RepositoryUrl url() {
    return RepositoryUrl.parse(
        "ssh://git@127.0.0.1:" + server.getPort() + origin.directory().toAbsolutePath());
  }

  private String knownHosts(KeyPair key) {
    return "[127.0.0.1]:"
        + server.getPort()
        + " "
        + PublicKeyEntry.toString(key.getPublic())
        + "\n";
  }

  private static KeyPair ecdsa() throws Exception {
    return key("EC");
  }

  private static KeyPair key(String type) throws Exception {
    if (type.equals("Ed25519")) {
      return KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
    generator.initialize(type.equals("EC") ? 256 : 2048);
    return generator.generateKeyPair();
  }

  private static String pem(KeyPair key, String passphrase) throws Exception {
    OpenSSHKeyEncryptionContext encryption = null;
    if (passphrase != null) {
      encryption = new OpenSSHKeyEncryptionContext();
      encryption.setPassword(passphrase);
      encryption.setCipherName("AES");
      encryption.setCipherMode("CTR");
      encryption.setCipherType("256");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", encryption, out);
    return out.toString(StandardCharsets.US_ASCII);
  }

  /** What a Git host does for {@code git-upload-pack '/path'}. */
  private static final class UploadPackCommand extends AbstractCommandSupport {

    UploadPackCommand(String command) {
      super(command, null);
    }

    @Override
    public void run() {
      String path = getCommand().replaceFirst("^git-upload-pack '(.*)'$", "$1");
      try (Repository repository =
          new FileRepositoryBuilder().setGitDir(Path.of(path).toFile()).build()) {
        UploadPack upload = new UploadPack(repository);
        String protocol = getEnvironment().getEnv().get("GIT_PROTOCOL");
        upload.setExtraParameters(protocol == null ? List.of() : List.of(protocol));
        upload.upload(getInputStream(), getOutputStream(), getErrorStream());
        onExit(0);
      } catch (IOException e) {
        onExit(1, e.getMessage());
      }
    }

    @Override
    public void destroy(ChannelSession channel) throws Exception {
      super.destroy(channel);
    }
  }
}
