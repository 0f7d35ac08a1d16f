package dev.plumbline.cli.ask;

import dev.plumbline.cli.Printable;
import dev.plumbline.cli.UserError;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.Command;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Shows what of an application waits for a person's word, and gives it. */
@CommandLine.Command(
    name = "confirm",
    description = "Shows what of an application waits to be deleted, and confirms that.",
    mixinStandardHelpOptions = true)
public final class ConfirmCommand extends AskCommand {

  private final InputStream in;

  @Option(
      names = "--yes",
      description = "Confirm without being asked; for scripts, and for those who looked before.")
  private boolean yes;

  /**
   * @param in where the answer comes from
   */
  public ConfirmCommand(InputStream in) {
    this.in = in;
  }

  @Override
  @Nullable Command command(
      ApplicationKey application,
      GenericKubernetesResource resource,
      String by,
      Instant at,
      PrintWriter out) {
    Optional<Waiting> waiting = Waiting.of(Json.mapper().valueToTree(resource));
    if (waiting.isEmpty()) {
      out.println("Nothing of " + application + " waits for confirmation.");
      return null;
    }
    out.println(Printable.line(waiting.get().message()));
    waiting.get().objects().forEach(line -> out.println("  " + Printable.line(line)));
    if (waiting.get().more() > 0) {
      out.println("  and " + waiting.get().more() + " more, for which the status has no room");
    }
    if (!yes && !agreed(out)) {
      out.println("Nothing was confirmed.");
      return null;
    }
    return new Command.Confirm(
        application, resource.getMetadata().getUid(), by, at, waiting.get().digest());
  }

  private boolean agreed(PrintWriter out) {
    out.print("Delete these? [y/N] ");
    out.flush();
    try {
      String answer =
          new BufferedReader(new InputStreamReader(in, Charset.defaultCharset())).readLine();
      if (answer == null) {
        throw new UserError("nobody answered; to confirm without being asked, give --yes");
      }
      return answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes");
    } catch (IOException e) {
      throw new UncheckedIOException("the answer cannot be read", e);
    }
  }
}
