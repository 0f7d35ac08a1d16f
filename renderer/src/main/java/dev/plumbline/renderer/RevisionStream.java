package dev.plumbline.renderer;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.RenderRequested;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.CommitId;
import dev.plumbline.git.GitException;
import dev.plumbline.git.Mirror;
import dev.plumbline.git.RefSnapshot;
import dev.plumbline.renderer.model.Revisions;
import dev.plumbline.renderer.model.Revisions.Reader;
import dev.plumbline.service.ResourceView;
import dev.plumbline.stream.OutgoingRecord;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.RestoredState;
import dev.plumbline.stream.StreamHandler;
import dev.plumbline.stream.StreamRecord;
import dev.plumbline.stream.StreamTopology;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Step 1, in the order of each repository: a hint becomes one fetch for each set of credentials,
 * and a request to every application that it concerns. While Git does not show what was hinted, it
 * is looked at again later; the record stays open, but nothing waits for it.
 */
final class RevisionStream implements StreamHandler {

  private static final int MOST_CHANGED = 1_000;

  private final ResourceView<Application> applications;
  private final GitSources sources;
  private final EventRecords records;
  private final Clock clock;
  private final HintWaits waits = new HintWaits();

  /** A hint being followed. */
  private record Pursuit(
      OwnedPartition partition,
      StreamRecord record,
      RevisionObserved hint,
      TraceParent trace,
      int looks) {

    Pursuit next() {
      return new Pursuit(partition, record, hint, trace, looks + 1);
    }

    boolean isLast() {
      return looks >= Revisions.LOOK_AGAIN_AFTER.size();
    }
  }

  /**
   * Sources of applications that read the repository in the same way, and what they see.
   *
   * @param mirror null when it could not be fetched
   */
  private record Group(List<Reader> readers, @Nullable Mirror mirror) {}

  /** A source whose render is to be asked for, and the commit that its target revision means. */
  private record Wanted(Reader reader, String commit) {}

  RevisionStream(
      ResourceView<Application> applications,
      GitSources sources,
      EventRecords records,
      Clock clock) {
    this.applications = applications;
    this.sources = sources;
    this.records = records;
    this.clock = clock;
  }

  /** What it reads. */
  static StreamTopology topology(String group, EventRecords records) {
    return new StreamTopology(group, List.of(records.topic(Topic.REVISIONS)), List.of(), List.of());
  }

  @Override
  public void assigned(OwnedPartition partition, RestoredState state) {}

  @Override
  public CompletionStage<Void> handle(OwnedPartition partition, StreamRecord record) {
    Envelope<Event> envelope = records.decode(record);
    if (!(envelope.event() instanceof RevisionObserved hint)) {
      return CompletableFuture.completedFuture(null);
    }
    waits.supersede(partition.number(), hint);
    Instant now = clock.instant();
    Instant written = Instant.ofEpochMilli(record.timestampMillis());
    return look(
        new Pursuit(partition, record, hint, envelope.trace(), 0),
        Revisions.concerned(applications.all(), hint),
        written.isBefore(now) ? written : now);
  }

  @Override
  public void revoked(OwnedPartition partition, boolean lost) {
    waits.forget(partition.number());
  }

  private CompletionStage<Void> look(Pursuit pursuit, List<Reader> concerned, Instant since) {
    List<CompletableFuture<Group>> groups =
        byAccess(concerned).stream().map(group -> fetch(group, since)).toList();
    return CompletableFuture.allOf(groups.toArray(CompletableFuture<?>[]::new))
        .thenCompose(
            done -> decide(pursuit, groups.stream().map(CompletableFuture::join).toList()));
  }

  private static Collection<List<Reader>> byAccess(List<Reader> concerned) {
    return concerned.stream()
        .collect(
            Collectors.groupingBy(
                reader ->
                    List.of(
                        reader.source().repoURL(),
                        reader.application().metadata().namespace(),
                        Optional.ofNullable(reader.source().credentialsSecret()).orElse(""))))
        .values();
  }

  /** One stands for all that read in the same way. What is new of a chart is for step 2 to see. */
  private CompletableFuture<Group> fetch(List<Reader> group, Instant since) {
    if (group.get(0).source().isChart()) {
      return CompletableFuture.completedFuture(new Group(group, null));
    }
    return sources
        .refresh(group.get(0).application(), group.get(0).source(), since)
        .handle(
            (mirror, failure) -> {
              if (failure != null) {
                GitSources.failureOf(failure);
                return new Group(group, null);
              }
              return new Group(group, mirror);
            })
        .toCompletableFuture();
  }

  private CompletionStage<Void> decide(Pursuit pursuit, List<Group> groups) {
    List<Wanted> first = new ArrayList<>();
    List<Wanted> others = new ArrayList<>();
    List<Reader> later = new ArrayList<>();
    for (Group group : groups) {
      if (pursuit.isLast() || isShown(pursuit.hint(), group.mirror())) {
        sort(pursuit.hint(), group, first, others);
      } else {
        later.addAll(group.readers());
      }
    }
    CompletionStage<Void> written =
        request(pursuit, first).thenCompose(done -> request(pursuit, others));
    if (!later.isEmpty()) {
      lookAgain(pursuit, later);
    }
    return written;
  }

  private void lookAgain(Pursuit pursuit, List<Reader> later) {
    Duration delay = Revisions.LOOK_AGAIN_AFTER.get(pursuit.looks());
    waits.add(
        pursuit.partition(),
        pursuit.record().hold(),
        pursuit.hint(),
        delay,
        () -> look(pursuit.next(), later, clock.instant()));
  }

  /** What cannot be fetched is no reason to wait here: step 2 tries again and tells. */
  private static boolean isShown(RevisionObserved hint, @Nullable Mirror mirror) {
    return mirror == null || Revisions.isShown(hint, mirror.refs(), mirror::isAncestor);
  }

  /** Sources whose own files changed come before the others of a large repository. */
  private static void sort(
      RevisionObserved hint, Group group, List<Wanted> first, List<Wanted> others) {
    Mirror mirror = group.mirror();
    RefSnapshot refs = mirror == null ? null : mirror.refs();
    Map<String, String> commits = new HashMap<>();
    Set<String> folders = Revisions.foldersOf(changed(hint, mirror));
    for (Reader reader : group.readers()) {
      if (refs == null || Revisions.concerns(hint, reader, refs)) {
        String commit =
            commits.computeIfAbsent(
                reader.source().targetRevisionOrDefault(), target -> commit(mirror, target));
        (Revisions.isTouched(reader, folders) ? first : others).add(new Wanted(reader, commit));
      }
    }
  }

  private CompletionStage<Void> request(Pursuit pursuit, List<Wanted> wanted) {
    if (wanted.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    List<OutgoingRecord> requests = new ArrayList<>();
    for (Wanted each : wanted) {
      Application application = each.reader().application();
      requests.add(
          records.encode(
              new RenderRequested(
                  application.key(),
                  application.uid(),
                  List.of(
                      new SourceRevision(
                          pursuit.hint().repository(),
                          each.reader().source().targetRevisionOrDefault(),
                          each.commit())),
                  pursuit.hint().trigger()),
              pursuit.trace()));
    }
    return pursuit.partition().write(requests);
  }

  /** What the hint says has changed; believed for the order alone. */
  private static Set<String> changed(RevisionObserved hint, @Nullable Mirror mirror) {
    Optional<CommitId> before = Optional.ofNullable(hint.previous()).flatMap(CommitId::parse);
    Optional<CommitId> after = Optional.ofNullable(hint.revision()).flatMap(CommitId::parse);
    try {
      return mirror == null || before.isEmpty() || after.isEmpty()
          ? Set.of()
          : mirror.changed(before.get(), after.get(), MOST_CHANGED);
    } catch (GitException e) {
      return Set.of();
    }
  }

  private static String commit(@Nullable Mirror mirror, String target) {
    try {
      return mirror == null ? "" : mirror.resolve(target).map(CommitId::hex).orElse("");
    } catch (GitException e) {
      return "";
    }
  }
}
