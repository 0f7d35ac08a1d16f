package dev.plumbline.cli.ask;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.Command;
import java.time.Instant;
import picocli.CommandLine;

/** Asks that Git be looked at again for an application. */
@CommandLine.Command(
    name = "refresh",
    description = "Looks at Git again for an application, without waiting for webhook or poll.",
    mixinStandardHelpOptions = true)
public final class RefreshCommand extends AskCommand {
  @Override
  Command command(ApplicationKey application, String uid, String by, Instant at) {
    return new Command.Refresh(application, uid, by, at);
  }
}
