package dev.plumbline.cli.deadletters;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cli.Printable;
import dev.plumbline.contracts.Json;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists dead letters, one a line. */
@Command(
    name = "list",
    description = "Lists the dead letters that were not replayed, one a line, the newest last.",
    mixinStandardHelpOptions = true)
final class ListCommand extends LettersCommand {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private TopicFilter filter;

  @Option(names = "--all", description = "Those too that were replayed, with how often and when.")
  private boolean all;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Override
  void check() {
    try {
      filter.check();
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  @Override
  int work(Letters letters, Map<String, Object> kafka) {
    List<Letter> wanted =
        letters.all().stream().filter(letter -> filter.takes(letter, topics())).toList();
    List<Letter> listed =
        wanted.stream().filter(letter -> all || letter.replays().isEmpty()).toList();
    PrintWriter out = out();
    listed.stream().map(letter -> json ? asJson(letter) : asLine(letter)).forEach(out::println);
    if (!json) {
      int hidden = wanted.size() - listed.size();
      if (listed.isEmpty()) {
        out.println("No dead letters.");
      }
      if (hidden > 0) {
        out.println(hidden + " more, replayed already; --all lists them too.");
      }
    }
    return 0;
  }

  private static String asLine(Letter letter) {
    return "%-7s  %s  %-14s  %-28s  %s%s"
        .formatted(
            letter.id(),
            TIME.format(letter.time()),
            Printable.line(letter.topic()),
            Printable.line(letter.key()),
            replays(letter),
            Printable.line(letter.cause()));
  }

  private static String replays(Letter letter) {
    List<Letter.Replay> replays = letter.replays();
    if (replays.isEmpty()) {
      return letter.replayOf().isEmpty()
          ? ""
          : "[replay of " + Printable.line(letter.replayOf()) + "] ";
    }
    String last = TIME.format(replays.get(replays.size() - 1).at());
    return replays.size() == 1
        ? "[replayed " + last + "] "
        : "[replayed " + replays.size() + " times, last " + last + "] ";
  }

  private static String asJson(Letter letter) {
    ObjectNode line = Json.mapper().createObjectNode();
    line.put("id", letter.id().toString());
    line.put("time", letter.time().toString());
    line.put("topic", letter.topic());
    letter.partition().ifPresent(partition -> line.put("partition", partition));
    letter.offset().ifPresent(offset -> line.put("offset", offset));
    line.put("key", letter.key());
    line.put("group", letter.group());
    line.put("cause", letter.cause());
    line.put("attempts", letter.attempts());
    line.put("replayOf", letter.replayOf());
    ArrayNode replays = line.putArray("replays");
    letter
        .replays()
        .forEach(
            replay -> replays.addObject().put("at", replay.at().toString()).put("by", replay.by()));
    return line.toString();
  }
}
