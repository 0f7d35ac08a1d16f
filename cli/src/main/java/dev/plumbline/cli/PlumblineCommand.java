package dev.plumbline.cli;

import dev.plumbline.cli.ask.ConfirmCommand;
import dev.plumbline.cli.ask.RefreshCommand;
import dev.plumbline.cli.ask.SyncCommand;
import dev.plumbline.cli.deadletters.DeadLettersCommand;
import dev.plumbline.cli.diff.DiffCommand;
import dev.plumbline.cli.events.EventsCommand;
import dev.plumbline.cli.health.HealthCommand;
import dev.plumbline.cli.render.RenderCommand;
import dev.plumbline.cli.tree.TreeCommand;
import dev.plumbline.cli.up.UpCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root command. */
@Command(
    name = "plumbline",
    description = "Keeps Kubernetes clusters true to Git.",
    mixinStandardHelpOptions = true,
    version = "plumbline 0.1.0",
    synopsisSubcommandLabel = "COMMAND")
public final class PlumblineCommand {

  /** Exit code for a wrong option or argument. */
  public static final int USAGE = 2;

  /** Exit code for anything else that a person can put right, unless a command says otherwise. */
  public static final int FAILED = 1;

  private PlumblineCommand() {}

  /** Runs the command that the arguments name; gives the exit code. */
  public static int run(String[] args, ServiceStarter starter) {
    return commandLine(starter).execute(args);
  }

  /** The command line without running it. */
  static CommandLine commandLine(ServiceStarter starter) {
    CommandLine root =
        new CommandLine(new PlumblineCommand())
            .addSubcommand(new CommandLine(new UpCommand(starter)))
            .addSubcommand(new CommandLine(new EventsCommand()))
            .addSubcommand(new CommandLine(new DeadLettersCommand()))
            .addSubcommand(new CommandLine(new SyncCommand()))
            .addSubcommand(new CommandLine(new RefreshCommand()))
            .addSubcommand(new CommandLine(new ConfirmCommand(System.in)))
            .addSubcommand(new CommandLine(new DiffCommand()))
            .addSubcommand(new CommandLine(new TreeCommand()))
            .addSubcommand(new CommandLine(new HealthCommand(System.in)))
            .addSubcommand(new CommandLine(new RenderCommand(System.out)));
    root.setParameterExceptionHandler(PlumblineCommand::wrongParameter);
    root.setExecutionExceptionHandler(PlumblineCommand::failed);
    return root;
  }

  private static int wrongParameter(CommandLine.ParameterException e, String[] args) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    e.getCommandLine()
        .getErr()
        .println(
            command
                + ": "
                + Redacted.text(firstLine(String.valueOf(e.getMessage())))
                + " (see ./"
                + command
                + " --help)");
    return USAGE;
  }

  private static int failed(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    String command = commandLine.getCommandSpec().qualifiedName();
    if (e instanceof UserError) {
      err.println(command + ": " + Printable.lines(String.valueOf(e.getMessage())));
    } else {
      err.println(command + ": " + e);
      e.printStackTrace(err);
    }
    return commandLine.getCommandSpec().exitCodeOnExecutionException();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse(message);
  }
}
