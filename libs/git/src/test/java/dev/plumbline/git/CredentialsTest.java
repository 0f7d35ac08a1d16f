package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CredentialsTest {

  @Test
  void readsTheKeysThatSecretsOfArgoCdAndFluxHave() {
    assertThat(Credentials.fromSecret(Map.of("username", "ada", "password", "pw\n")))
        .isEqualTo(new Credentials.Basic("ada", "pw"));
    assertThat(Credentials.fromSecret(Map.of("bearerToken", "t", "ca.crt", "PEM")))
        .isEqualTo(new Credentials.Bearer("t", "PEM"));
    assertThat(Credentials.fromSecret(Map.of("sshPrivateKey", "KEY", "url", "git@x:y")))
        .isEqualTo(new Credentials.SshKey("KEY", null, null));
    assertThat(
            Credentials.fromSecret(Map.of("identity", "KEY", "known_hosts", "H", "password", "P")))
        .isEqualTo(new Credentials.SshKey("KEY", "P", "H"));
    assertThat(Credentials.fromSecret(Map.of("username", " ", "type", "git")))
        .isEqualTo(Credentials.none());
  }

  @Test
  void saysWhichKeyIsMissingWithoutShowingTheOther() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Credentials.fromSecret(Map.of("password", "hunter2")))
        .withMessageContaining("username")
        .withMessageNotContaining("hunter2");
  }

  @Test
  void masksEveryValueInToString() {
    List<Credentials> all =
        List.of(
            new Credentials.Basic("hunter2", "hunter2", "hunter2"),
            new Credentials.Bearer("hunter2", "hunter2"),
            new Credentials.SshKey("hunter2", "hunter2", "hunter2"),
            new Credentials.None("hunter2"));

    assertThat(all).allSatisfy(c -> assertThat(c.toString()).doesNotContain("hunter2"));
  }

  @Test
  void redactsSecretsAndUserInformationFromForeignText() {
    String text = "http://ada:x@host/repo said\nhunter2 is wrong";

    assertThat(Redaction.foreign(text, new Credentials.Bearer("hunter2")))
        .isEqualTo("http://host/repo said *** is wrong");
    assertThat(new GitException(GitException.Reason.REFUSED, "at https://t0k:en@host/x"))
        .hasMessage("at https://host/x");
  }
}
