package dev.plumbline.sops.format;

import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.SopsLimits;
import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Comment;
import dev.plumbline.sops.tree.Entry;
import dev.plumbline.sops.tree.Items;
import dev.plumbline.sops.tree.Pair;
import dev.plumbline.sops.tree.Scalar;
import dev.plumbline.sops.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.comments.CommentType;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CommentEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * YAML with its comments, bounded while it is read. Aliases are written out, as SOPS does before it
 * encrypts.
 */
final class YamlReader {

  private static final String CORE = "tag:yaml.org,2002:";

  /** What an anchor names, and how many values that is. */
  private record Anchored(Value value, int size) {}

  /** A comment that was met at the end of a collection to which it does not belong. */
  private record Dedented(Comment comment, int column) {}

  private final Parser events;
  private final ValueBudget budget;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private final List<Dedented> dedented = new ArrayList<>();

  private YamlReader(String text, SopsLimits limits) {
    LoadSettings settings =
        LoadSettings.builder()
            .setUseMarks(true)
            .setParseComments(true)
            .setCodePointLimit(limits.maxBytes())
            .build();
    this.events = new ParserImpl(settings, new StreamReader(settings, text));
    this.budget = new ValueBudget(limits);
  }

  /** Every document; an empty one has no entries. */
  static List<Branch> read(String text, SopsLimits limits) throws SopsException {
    try {
      return new YamlReader(text, limits).documents();
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      throw Store.malformed(mark.map(Mark::getLine).orElse(0) + 1, "this is not YAML");
    } catch (YamlEngineException e) {
      throw Store.malformed("it is not YAML that can be read");
    }
  }

  private List<Branch> documents() throws SopsException {
    List<Branch> documents = new ArrayList<>();
    List<Entry> leading = new ArrayList<>();
    while (events.hasNext()) {
      Event next = events.next();
      if (next instanceof CommentEvent event) {
        comment(event).ifPresent(leading::add);
      } else if (next.getEventId() == Event.ID.DocumentStart) {
        anchors.clear();
        documents.add(document(leading));
        leading.clear();
      }
    }
    return documents;
  }

  private Branch document(List<Entry> leading) throws SopsException {
    Event first = skipComments(leading);
    Value value = value(first, List.of(), 1);
    if (value instanceof Branch branch) {
      leading.addAll(branch.entries());
      return new Branch(leading);
    }
    if (value instanceof Scalar scalar && scalar.type() == Scalar.Type.NULL) {
      return new Branch(leading);
    }
    throw at(first, "a document must be a mapping");
  }

  /** The next event that is no comment; the comments before it are added. */
  private Event skipComments(List<? super Comment> comments) {
    Event next = events.next();
    while (next instanceof CommentEvent comment) {
      comment(comment).ifPresent(comments::add);
      next = events.next();
    }
    return next;
  }

  private static Optional<Comment> comment(CommentEvent event) {
    return event.getCommentType() == CommentType.BLANK_LINE
        ? Optional.empty()
        : Optional.of(new Comment(event.getValue()));
  }

  private Value value(Event event, List<Comment> leading, int depth) throws SopsException {
    if (event instanceof AliasEvent alias) {
      return alias(alias);
    }
    budget.add(depth);
    int before = budget.values();
    Value value;
    if (event instanceof ScalarEvent scalar) {
      value = YamlScalars.of(scalar);
    } else if (event instanceof SequenceStartEvent start) {
      value = sequence(start, leading, depth);
    } else if (event instanceof MappingStartEvent start) {
      value = mapping(start, leading, depth);
    } else {
      throw at(event, "a value was expected");
    }
    int size = budget.values() - before + 1;
    ((NodeEvent) event)
        .getAnchor()
        .ifPresent(anchor -> anchors.put(anchor.getValue(), new Anchored(value, size)));
    return value;
  }

  private Value alias(AliasEvent event) throws SopsException {
    Anchored named = anchors.get(event.getAlias().getValue());
    if (named == null) {
      throw at(event, "the alias names no anchor that is complete before it in this document");
    }
    budget.addAll(named.size());
    return named.value();
  }

  private Items sequence(SequenceStartEvent start, List<Comment> leading, int depth)
      throws SopsException {
    checkTag(start, start.getTag(), "seq");
    List<Value> items = new ArrayList<>(leading);
    for (Event next = events.next();
        next.getEventId() != Event.ID.SequenceEnd;
        next = events.next()) {
      if (!(next instanceof CommentEvent event)) {
        items.add(value(next, List.of(), depth + 1));
        items.addAll(takeDedented(start));
        continue;
      }
      int place = placeOf(event, items.size());
      inside(event, start).ifPresent(comment -> items.add(place, comment));
    }
    return new Items(items);
  }

  private Branch mapping(MappingStartEvent start, List<Comment> leading, int depth)
      throws SopsException {
    checkTag(start, start.getTag(), "map");
    List<Entry> entries = new ArrayList<>(leading);
    Set<String> keys = new HashSet<>();
    for (Event next = events.next();
        next.getEventId() != Event.ID.MappingEnd;
        next = events.next()) {
      if (!(next instanceof CommentEvent event)) {
        entry(next, start, keys, entries, depth);
        continue;
      }
      int place = placeOf(event, entries.size());
      inside(event, start).ifPresent(comment -> entries.add(place, comment));
    }
    return new Branch(entries);
  }

  /**
   * The comment, unless it is less indented than the collection: then it stands before what comes
   * behind the collection, and is kept until that is reached.
   */
  private Optional<Comment> inside(CommentEvent event, NodeEvent collection) {
    Optional<Comment> comment = comment(event);
    if (comment.isPresent()
        && event.getCommentType() == CommentType.BLOCK
        && column(event) < column(collection)) {
      dedented.add(new Dedented(comment.get(), column(event)));
      return Optional.empty();
    }
    return comment;
  }

  private List<Comment> takeDedented(NodeEvent collection) {
    List<Comment> taken = new ArrayList<>();
    for (Dedented each : List.copyOf(dedented)) {
      if (each.column() >= column(collection)) {
        taken.add(each.comment());
        dedented.remove(each);
      }
    }
    return taken;
  }

  private static int column(Event event) {
    return event.getStartMark().map(Mark::getColumn).orElse(0);
  }

  /** A comment on the line of a value stands before it, all others where they are. */
  private static int placeOf(CommentEvent event, int size) {
    return event.getCommentType() == CommentType.IN_LINE && size > 0 ? size - 1 : size;
  }

  private void entry(
      Event event, MappingStartEvent start, Set<String> keys, List<Entry> entries, int depth)
      throws SopsException {
    String key = key(event);
    if (!keys.add(key)) {
      throw at(event, "the key '" + key + "' is there already");
    }
    List<Comment> before = new ArrayList<>();
    Event value = skipComments(before);
    if (value instanceof ScalarEvent || value instanceof AliasEvent) {
      entries.addAll(before);
      before.clear();
    }
    entries.add(new Pair(key, value(value, before, depth + 1)));
    entries.addAll(takeDedented(start));
  }

  private static String key(Event event) throws SopsException {
    if (event instanceof ScalarEvent scalar) {
      Scalar key = YamlScalars.of(scalar);
      if (key.type() == Scalar.Type.STRING) {
        return key.text();
      }
    }
    throw at(event, "a key must be text: put it in quotes, and encrypt the file again");
  }

  private static void checkTag(Event event, Optional<String> tag, String expected)
      throws SopsException {
    if (tag.isPresent() && !tag.get().equals("!") && !tag.get().equals(CORE + expected)) {
      throw at(event, "the tag is not known to sops: remove it");
    }
  }

  static SopsException at(Event event, String message) {
    return Store.malformed(event.getStartMark().map(Mark::getLine).orElse(0) + 1, message);
  }
}
