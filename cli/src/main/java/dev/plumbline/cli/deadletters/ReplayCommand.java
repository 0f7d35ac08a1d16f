package dev.plumbline.cli.deadletters;

import dev.plumbline.cli.PlumblineCommand;
import dev.plumbline.cli.Printable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts dead letters back into their topics. */
@Command(
    name = "replay",
    description = {
      "Puts dead letters back into their topics, as they came, to be processed again.",
      "One that was replayed before is left alone unless --again says so."
    },
    mixinStandardHelpOptions = true)
final class ReplayCommand extends LettersCommand {

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private TopicFilter filter;

  @Parameters(
      paramLabel = "ID",
      arity = "0..*",
      description = "The letters, as list prints them: 3:17 3:18.")
  private List<String> ids = List.of();

  @Option(
      names = "--all",
      description = "All that were not replayed yet; with --topic, all of that topic.")
  private boolean all;

  @Option(
      names = "--again",
      description = "Also those of the given ones that were replayed before.")
  private boolean again;

  @Override
  void check() {
    if (all == !ids.isEmpty()) {
      throw wrong("name letters by their ids, or --all");
    }
    if (all && again) {
      throw wrong("--again goes with ids, not with --all");
    }
    if (!all && filter.isGiven()) {
      throw wrong("--topic goes with --all, not with ids");
    }
    ids.forEach(this::id);
    try {
      filter.check();
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  @Override
  int work(Letters letters, Map<String, Object> kafka) {
    List<LetterId> given = ids.stream().map(this::id).toList();
    List<Letter> wanted =
        letters.all().stream()
            .filter(letter -> all ? letter.replays().isEmpty() : given.contains(letter.id()))
            .filter(letter -> filter.takes(letter, topics()))
            .toList();
    boolean refused = tellUnknown(given, wanted);
    if (wanted.isEmpty()) {
      out().println("Nothing was replayed.");
    } else {
      try (Replayer replayer = new Replayer(kafka, topics(), letters, by(), Clock.systemUTC())) {
        for (Letter letter : wanted) {
          refused |= !replay(letter, letters, replayer);
        }
      }
    }
    return refused ? PlumblineCommand.FAILED : 0;
  }

  private boolean tellUnknown(List<LetterId> given, List<Letter> found) {
    List<LetterId> unknown = new ArrayList<>(given);
    unknown.removeAll(found.stream().map(Letter::id).toList());
    unknown.forEach(id -> refuse(id, "there is no such dead letter"));
    return !unknown.isEmpty();
  }

  private boolean replay(Letter listed, Letters letters, Replayer replayer) {
    if (!listed.replays().isEmpty() && !again) {
      Letter.Replay last = listed.replays().get(listed.replays().size() - 1);
      return refuse(
          listed.id(),
          "it was replayed at %s by %s; --again does it once more"
              .formatted(last.at(), Printable.line(last.by())));
    }
    Optional<String> obstacle = replayer.obstacle(listed);
    if (obstacle.isPresent()) {
      return refuse(listed.id(), obstacle.get());
    }
    Optional<Letter> letter = letters.withValue(listed);
    if (letter.isEmpty()) {
      return refuse(listed.id(), "it is not kept any more");
    }
    replayer.replay(letter.get());
    out()
        .println(
            "%s replayed to %s, key %s"
                .formatted(listed.id(), listed.topic(), Printable.line(listed.key())));
    return true;
  }

  private boolean refuse(LetterId id, String why) {
    err().println(id + " not replayed: " + why);
    return false;
  }

  private static String by() {
    return System.getProperty("user.name", "unknown");
  }
}
