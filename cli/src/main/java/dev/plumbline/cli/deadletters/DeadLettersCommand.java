package dev.plumbline.cli.deadletters;

import picocli.CommandLine.Command;

/** What no service could process. */
@Command(
    name = "dead-letters",
    description = {
      "Records that no service could process: what they were, why, and the way back.",
      "See docs/dead-letters.md."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ListCommand.class, ShowCommand.class, ReplayCommand.class})
public final class DeadLettersCommand {}
