package dev.plumbline.cli.ask;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.Command;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.PrintWriter;
import java.time.Instant;
import picocli.CommandLine;

/** Asks that an application be brought to its desired state now. */
@CommandLine.Command(
    name = "sync",
    description = "Brings an application to what Git says now, whatever its sync policy.",
    mixinStandardHelpOptions = true)
public final class SyncCommand extends AskCommand {
  @Override
  Command command(
      ApplicationKey application,
      GenericKubernetesResource resource,
      String by,
      Instant at,
      PrintWriter out) {
    return new Command.Sync(application, resource.getMetadata().getUid(), by, at);
  }
}
