package dev.plumbline.testkit;

import dev.plumbline.embedded.EmbeddedKafka;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A real broker that asks for TLS and for SCRAM, and permits a user what was granted to it and
 * nothing else. Its certificate is from an authority of its own.
 */
public final class SecuredKafka implements AutoCloseable {

  private static final String ADMIN = "admin";
  private static final String PASSWORD = "a-password-of-the-test";
  private static final int SCRAM_ITERATIONS = 4096;

  private final EmbeddedKafka broker;
  private final String certificate;
  private final Admin admin;

  private SecuredKafka(EmbeddedKafka broker, String certificate) {
    this.broker = broker;
    this.certificate = certificate;
    this.admin = Admin.create(new HashMap<>(adminSettings()));
  }

  /** Starts one that keeps its data in the directory and knows these users. */
  public static SecuredKafka start(Path directory, Collection<String> users) {
    try {
      Files.createDirectories(directory);
      Path keystore = directory.resolve("broker.p12").toAbsolutePath();
      keytool(
          keystore,
          "-genkeypair",
          "-keyalg",
          "EC",
          "-dname",
          "CN=broker",
          "-ext",
          "san=ip:127.0.0.1");
      Path certificate = directory.resolve("broker.crt").toAbsolutePath();
      keytool(keystore, "-exportcert", "-rfc", "-file", certificate.toString());
      String pem = Files.readString(certificate).replace("\r", "");
      SecuredKafka kafka =
          new SecuredKafka(
              EmbeddedKafka.start(directory.resolve("data"), 0, settings(keystore, pem)), pem);
      kafka.create(users);
      return kafka;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> settings(Path keystore, String certificate) {
    Map<String, String> settings = new HashMap<>();
    settings.put("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT");
    settings.put("ssl.keystore.location", keystore.toString());
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put("ssl.keystore.password", PASSWORD);
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.certificates", certificate);
    settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
    settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    settings.put(
        "listener.name.plaintext.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"%1$s\" password=\"%2$s\" user_%1$s=\"%2$s\";"
                .formatted(ADMIN, PASSWORD));
    settings.put(
        "listener.name.plaintext.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
    return settings;
  }

  private void create(Collection<String> users) {
    ScramCredentialInfo scram =
        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
    List<UserScramCredentialAlteration> credentials = new ArrayList<>();
    users.forEach(user -> credentials.add(new UserScramCredentialUpsertion(user, scram, PASSWORD)));
    try {
      admin.alterUserScramCredentials(credentials).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Its bootstrap address. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** The certificate that clients must trust, as PEM. */
  public String certificate() {
    return certificate;
  }

  /** What a user logs in with, as {@code sasl.jaas.config}. */
  public String login(String user) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(user, PASSWORD);
  }

  /** A client with every right. */
  public Admin admin() {
    return admin;
  }

  /** Connection settings with every right. */
  public Map<String, Object> adminSettings() {
    return Map.of(
        "bootstrap.servers",
        bootstrapServers(),
        "security.protocol",
        "SASL_SSL",
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.certificates",
        certificate,
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"%s\" password=\"%s\";".formatted(ADMIN, PASSWORD));
  }

  @Override
  public void close() {
    admin.close();
    broker.close();
  }

  private static void keytool(Path keystore, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "broker", "-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", keystore.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"))
            .start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool failed: " + List.of(arguments));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
