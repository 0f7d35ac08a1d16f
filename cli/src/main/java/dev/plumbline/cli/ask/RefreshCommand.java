package dev.plumbline.cli.ask;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.Command;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.PrintWriter;
import java.time.Instant;
import picocli.CommandLine;

/** Asks that Git be looked at again for an application. */
@CommandLine.Command(
    name = "refresh",
    description = "Looks at Git again for an application, without waiting for webhook or poll.",
    mixinStandardHelpOptions = true)
public final class RefreshCommand extends AskCommand {
  @Override
  Command command(
      ApplicationKey application,
      GenericKubernetesResource resource,
      String by,
      Instant at,
      PrintWriter out) {
    return new Command.Refresh(application, resource.getMetadata().getUid(), by, at);
  }
}
