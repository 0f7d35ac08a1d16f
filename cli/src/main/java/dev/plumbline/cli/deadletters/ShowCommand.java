package dev.plumbline.cli.deadletters;

import dev.plumbline.cli.Printable;
import dev.plumbline.cli.UserError;
import dev.plumbline.stream.DeadLetterHeaders;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints all that is known of one dead letter. */
@Command(
    name = "show",
    description =
        "Prints a dead letter: where it was, why it could not be processed, its headers and its"
            + " value. Values of Secrets are sealed in it.",
    mixinStandardHelpOptions = true)
final class ShowCommand extends LettersCommand {

  @Parameters(paramLabel = "ID", description = "The letter, as list prints it: 3:17.")
  @SuppressWarnings("NullAway.Init")
  private String id;

  @Override
  void check() {
    id(id);
  }

  @Override
  int work(Letters letters, Map<String, Object> kafka) {
    LetterId wanted = id(id);
    print(
        letters.find(wanted).orElseThrow(() -> new UserError("there is no dead letter " + wanted)),
        out());
    return 0;
  }

  private static void print(Letter letter, PrintWriter out) {
    line(out, "id", letter.id().toString());
    line(out, "time", letter.time().toString());
    line(out, "topic", letter.topic() + place(letter));
    line(out, "key", letter.key());
    line(out, "group", letter.group());
    line(out, "attempts", letter.attempts());
    line(out, "cause", letter.cause());
    if (!letter.replayOf().isEmpty()) {
      line(out, "replay of", letter.replayOf());
    }
    letter.replays().forEach(replay -> line(out, "replayed", replay.at() + " by " + replay.by()));
    if (!letter.stack().isEmpty()) {
      out.println("stack");
      Printable.lines(letter.stack()).lines().forEach(line -> out.println("  " + line));
    }
    out.println("headers");
    letter
        .headers()
        .forEach(
            (name, value) -> {
              if (!name.startsWith(DeadLetterHeaders.PREFIX)) {
                out.println("  " + Printable.line(name) + ": " + Printable.line(value));
              }
            });
    byte[] value = letter.record().value();
    if (letter.withoutItsValue()) {
      out.println("value: too large to keep");
    } else if (value == null) {
      out.println("value: none");
    } else {
      out.println("value, " + value.length + " bytes");
      out.println(Printable.value(value));
    }
  }

  private static String place(Letter letter) {
    return letter.partition().isPresent() && letter.offset().isPresent()
        ? " %d@%d".formatted(letter.partition().getAsInt(), letter.offset().getAsLong())
        : "";
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println("%-9s  %s".formatted(name, Printable.line(value)));
  }
}
