package dev.plumbline.notifier;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.ApplicationEvent;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.NotificationState;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.contracts.resources.NotificationRoute.Subject;
import dev.plumbline.notifier.NotifierMetrics.Suppression;
import dev.plumbline.notifier.model.ApplicationFacts;
import dev.plumbline.notifier.model.Incidents;
import dev.plumbline.notifier.model.Incidents.Step;
import dev.plumbline.notifier.model.Occurrence;
import dev.plumbline.notifier.model.Outbox;
import dev.plumbline.notifier.model.Routing;
import dev.plumbline.notifier.model.Routing.Audience;
import dev.plumbline.notifier.model.Signals;
import dev.plumbline.service.ReceivedEvents;
import dev.plumbline.service.ResourceView;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.RestoredState;
import dev.plumbline.stream.StreamHandler;
import dev.plumbline.stream.StreamRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events and keeps the notification state. An event is acknowledged when the messages it led
 * to are stored, so none is lost; an event that comes again is known by its offset, so none is
 * doubled.
 */
final class NotifierStream implements StreamHandler {

  private static final Logger LOG = LoggerFactory.getLogger(NotifierStream.class);

  /**
   * Not the pool itself: where there are but two processors a stage that is given that makes a
   * thread for each task instead.
   */
  private static final Executor COMMON_POOL = task -> ForkJoinPool.commonPool().execute(task);

  private final Desk desk;
  private final ReceivedEvents received;
  private final Function<Topic, String> topics;
  private final Map<OwnedPartition, Post> posts = new ConcurrentHashMap<>();

  NotifierStream(Desk desk, EventCodec codec, Function<Topic, String> topics) {
    this.desk = desk;
    this.received = new ReceivedEvents(codec, topics);
    this.topics = topics;
  }

  /** What one partition has, and who carries it. */
  private record Post(Share share, Courier courier) {}

  @Override
  public void assigned(OwnedPartition partition, RestoredState restored) {
    Share share = new Share(partition, desk);
    Post post = new Post(share, new Courier(share, desk));
    for (StreamRecord record : restored.topic(topics.apply(Topic.NOTIFICATIONS)).values()) {
      received
          .restored(partition, record)
          .ifPresent(
              envelope -> {
                if (envelope.event() instanceof NotificationState state) {
                  share.remember(Outbox.afterRestart(state));
                }
              });
    }
    posts.put(partition, post);
    for (NotificationState state : List.copyOf(share.states())) {
      partition.submit(state.key(), () -> resume(post, state.application()));
    }
  }

  @Override
  public void revoked(OwnedPartition partition, boolean lost) {
    posts.remove(partition);
  }

  @Override
  public CompletionStage<Void> handle(OwnedPartition partition, StreamRecord record) {
    Post post = posts.get(partition);
    if (post == null) {
      return CompletableFuture.failedFuture(new IllegalStateException("partition is not ours"));
    }
    Envelope<Event> envelope = received.read(record);
    if (!(envelope.event() instanceof ApplicationEvent event) || !Signals.concern(event)) {
      return done();
    }
    Occurrence occurrence =
        new Occurrence(
            EventType.of(event).topic().baseName(),
            record.offset(),
            envelope.id(),
            envelope.time());
    boolean seen =
        post.share()
            .find(event.application())
            .filter(state -> Incidents.isSeen(state, occurrence))
            .isPresent();
    if (seen) {
      return done();
    }
    Duration age = Duration.between(envelope.time(), desk.clock().instant());
    Duration patience = desk.viewPatience().minus(age.isNegative() ? Duration.ZERO : age);
    return desk.applications()
        .await(event.application(), event.applicationUid(), patience)
        .thenComposeAsync(found -> take(post, envelope, event, occurrence, found), COMMON_POOL);
  }

  private CompletionStage<Void> take(
      Post post,
      Envelope<Event> envelope,
      ApplicationEvent event,
      Occurrence occurrence,
      Optional<Application> application) {
    if (application.isEmpty()) {
      desk.metrics().suppressed(Suppression.APPLICATION_GONE, 1);
      LOG.debug("Event of an application that is not there application={}", event.application());
      return done();
    }
    ApplicationFacts facts = ApplicationFacts.of(application.get());
    Step begun = state(post.share(), event);
    Step step =
        Incidents.take(
            begun.state(),
            occurrence,
            Signals.of(event, facts),
            subject -> audience(subject, facts));
    if (step.state() == begun.state()) {
      return done();
    }
    return store(
        post,
        new Step(step.state(), begun.overtaken() + step.overtaken()),
        post.share().store(step.state(), envelope.trace(), List.of()));
  }

  /** The state to go on from; an application of an earlier uid is over first. */
  private Step state(Share share, ApplicationEvent event) {
    return share
        .find(event.application())
        .map(
            state ->
                state.applicationUid().equals(event.applicationUid())
                    ? new Step(state, 0)
                    : Incidents.madeAgain(state, event.applicationUid(), desk.clock().instant()))
        .orElseGet(() -> new Step(Incidents.blank(event.application(), event.applicationUid()), 0));
  }

  private List<String> audience(Subject subject, ApplicationFacts facts) {
    Map<String, NotificationProvider> providers = new HashMap<>();
    for (NotificationProvider provider : desk.providers().all()) {
      providers.put(destination(provider), provider);
    }
    Audience audience = Routing.audience(subject, facts, desk.routes().all(), providers);
    if (!audience.missing().isEmpty()) {
      desk.metrics().suppressed(Suppression.PROVIDER_MISSING, audience.missing().size());
      LOG.warn(
          "A NotificationRoute names providers that are not there providers={}",
          audience.missing());
    }
    if (!audience.suspended().isEmpty()) {
      desk.metrics().suppressed(Suppression.SUSPENDED, audience.suspended().size());
    }
    return audience.destinations();
  }

  /** Goes on with a restored state: ends what was deleted meanwhile, sends what was not sent. */
  private CompletionStage<Void> resume(Post post, ApplicationKey key) {
    post.courier().dispatch(key);
    return endIfGone(post, key);
  }

  private CompletionStage<Void> endIfGone(Post post, ApplicationKey key) {
    NotificationState state = post.share().find(key).orElse(null);
    if (state == null || desk.applications().isThere(key, state.applicationUid())) {
      return done();
    }
    Step step = Incidents.applicationGone(state, desk.clock().instant());
    if (step.state() == state && !Incidents.isIdle(state)) {
      return done();
    }
    return store(post, step, post.share().store(step.state(), null, List.of()));
  }

  private CompletionStage<Void> store(Post post, Step step, CompletionStage<Void> stored) {
    return stored.thenRun(
        () -> {
          if (step.overtaken() > 0) {
            desk.metrics().suppressed(Suppression.OVERTAKEN, step.overtaken());
          }
          post.courier().dispatch(step.state().application());
        });
  }

  /** Takes note of a changed {@code Application}: what is open for one that is gone, ends. */
  void applicationChanged(ResourceView.Change<Application> change) {
    desk.applications().changed(change);
    Application before = change.before();
    Application after = change.after();
    if (before != null && (after == null || !after.uid().equals(before.uid()))) {
      ApplicationKey key = before.key();
      posts
          .values()
          .forEach(
              post -> {
                post.share().partition().submit(key.toString(), () -> endIfGone(post, key));
              });
    }
  }

  /** Takes note of a changed provider: what waits for it is tried now. */
  void providerChanged(ResourceView.Change<NotificationProvider> change) {
    NotificationProvider after = change.after();
    if (after != null) {
      posts.values().forEach(c -> c.courier().providerChanged(destination(after)));
    }
  }

  /** The states of all partitions of this instance. */
  Collection<NotificationState> states() {
    return posts.values().stream().flatMap(c -> c.share().states().stream()).toList();
  }

  private static String destination(NotificationProvider provider) {
    return provider.metadata().namespace() + "/" + provider.metadata().name();
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}
