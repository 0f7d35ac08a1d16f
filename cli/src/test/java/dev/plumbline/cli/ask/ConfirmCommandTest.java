package dev.plumbline.cli.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.cli.UserError;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.Command;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ConfirmCommandTest {

  private static final String DIGEST = "all-0123456789abcdef0123456789abcdef";
  private static final ApplicationKey SHOP = new ApplicationKey("team", "shop");

  private final StringWriter printed = new StringWriter();

  private static GenericKubernetesResource shop(String status) throws Exception {
    return Json.mapper()
        .readValue(
            """
            {"apiVersion": "plumbline.dev/v1alpha1", "kind": "Application",
             "metadata": {"name": "shop", "namespace": "team", "uid": "u1"},
             "status": {"conditions": [%s], "resources": [
               {"kind": "Deployment", "namespace": "shop", "name": "web"},
               {"kind": "ConfigMap", "namespace": "shop", "name": "a\\u001b[2J",
                "message": "no longer in Git, kept: waits for confirmation: 6 of 10"}]}}
            """
                .formatted(status),
            GenericKubernetesResource.class);
  }

  private static GenericKubernetesResource waiting() throws Exception {
    return shop(
        """
        {"type": "ConfirmationRequired", "status": "True",
         "message": "ConfigMap shop/a would be deleted: 6 of 10 objects. Confirm by ./plumbline \
        confirm team/shop, or by the annotation plumbline.dev/confirm: %s on the Application"}
        """
            .formatted(DIGEST));
  }

  private Command ask(String answer, GenericKubernetesResource resource, String... arguments) {
    ConfirmCommand command =
        new ConfirmCommand(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
    String[] all = new String[arguments.length + 1];
    all[0] = "team/shop";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    new CommandLine(command).parseArgs(all);
    return command.command(SHOP, resource, "bob", Instant.EPOCH, new PrintWriter(printed, true));
  }

  @Test
  void whatWaitsIsShownAndConfirmedByItsDigest() throws Exception {
    Command command = ask("y\n", waiting());

    assertThat(command).isEqualTo(new Command.Confirm(SHOP, "u1", "bob", Instant.EPOCH, DIGEST));
    assertThat(printed.toString())
        .contains("ConfigMap shop/a would be deleted: 6 of 10 objects.", "Delete these? [y/N]")
        .contains("  ConfigMap shop/a?[2J")
        .doesNotContain("Deployment");
  }

  @Test
  void howManyAreNotShownIsSaid() throws Exception {
    ask(
        "n\n",
        shop(
            """
            {"type": "ConfirmationRequired", "status": "True",
             "message": "ConfigMap shop/a, ConfigMap shop/b, Service shop/c and 27 more would be \
            deleted: 30 of 40 objects. Confirm by ./plumbline confirm team/shop, or by the \
            annotation plumbline.dev/confirm: %s on the Application"}
            """
                .formatted(DIGEST)));

    assertThat(printed.toString()).contains("  and 29 more, for which the status has no room");
  }

  @Test
  void anythingButYesConfirmsNothing() throws Exception {
    assertThat(ask("\n", waiting())).isNull();
    assertThat(ask("no\n", waiting())).isNull();
    assertThat(printed.toString()).contains("Nothing was confirmed");
  }

  @Test
  void whereNobodyCanAnswerThatIsAnErrorUnlessItWasSaidBefore() throws Exception {
    assertThatThrownBy(() -> ask("", waiting()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--yes");
    assertThat(ask("", waiting(), "--yes")).isNotNull();
  }

  @Test
  void whereNothingWaitsNothingIsConfirmed() throws Exception {
    String over = "{\"type\": \"ConfirmationRequired\", \"status\": \"False\", \"message\": \"\"}";

    assertThat(ask("y\n", shop(""), "--yes")).isNull();
    assertThat(ask("y\n", shop(over), "--yes")).isNull();
    assertThat(printed.toString()).contains("Nothing of team/shop waits for confirmation");
  }
}
