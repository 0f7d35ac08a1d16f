package dev.plumbline.chaos.kills;

import static dev.plumbline.chaos.kills.KillPoint.Moment.AFTER;
import static dev.plumbline.chaos.kills.KillPoint.Moment.BEFORE;

import java.util.Arrays;
import java.util.List;

/**
 * Where a process may stand when it is killed or frozen: just before an effect on the world outside
 * it, and just after. A method is named by what it is called and how many parameters it has, and
 * {@code KillPointTest} finds each.
 */
public enum KillPoint {
  INGEST_BEFORE_PRODUCE(Effects.INGEST_PRODUCE, BEFORE),
  INGEST_BEFORE_ANSWER(Effects.INGEST_ANSWER, BEFORE),
  POLLER_AFTER_LOOK(Effects.POLLER_LOOK, AFTER),
  POLLER_BEFORE_PRODUCE(Effects.POLLER_PRODUCE, BEFORE),
  POLLER_AFTER_PRODUCE(Effects.POLLER_PRODUCED, BEFORE),
  RENDERER_BEFORE_FETCH(Effects.RENDERER_FETCH, BEFORE),
  RENDERER_AFTER_FETCH(Effects.RENDERER_FETCH, AFTER),
  RENDERER_AFTER_RENDER(Effects.RENDERER_RENDER, AFTER),
  RENDERER_BEFORE_COMMIT(Effects.RENDERER_COMMIT, BEFORE),
  RENDERER_AFTER_COMMIT(Effects.RENDERER_COMMIT, AFTER),
  RENDERER_BEFORE_ACKNOWLEDGE(Effects.RENDERER_ACKNOWLEDGE, BEFORE),
  RENDERER_AFTER_ACKNOWLEDGE(Effects.RENDERER_ACKNOWLEDGE, AFTER),
  RENDERER_BEFORE_OFFSETS(Effects.RENDERER_OFFSETS, BEFORE),
  RENDERER_AFTER_OFFSETS(Effects.RENDERER_OFFSETS, AFTER),
  DETECTOR_BEFORE_COMMIT(Effects.DETECTOR_COMMIT, BEFORE),
  DETECTOR_AFTER_COMMIT(Effects.DETECTOR_COMMIT, AFTER),
  DETECTOR_BEFORE_STATUS(Effects.DETECTOR_STATUS, BEFORE),
  DETECTOR_AFTER_STATUS(Effects.DETECTOR_STATUS, AFTER),
  DETECTOR_BEFORE_ACKNOWLEDGE(Effects.DETECTOR_ACKNOWLEDGE, BEFORE),
  DETECTOR_AFTER_ACKNOWLEDGE(Effects.DETECTOR_ACKNOWLEDGE, AFTER),
  DETECTOR_BEFORE_OFFSETS(Effects.DETECTOR_OFFSETS, BEFORE),
  DETECTOR_AFTER_OFFSETS(Effects.DETECTOR_OFFSETS, AFTER),
  APPLIER_BEFORE_COMMIT(Effects.APPLIER_COMMIT, BEFORE),
  APPLIER_AFTER_COMMIT(Effects.APPLIER_COMMIT, AFTER),
  APPLIER_BEFORE_APPLY(Effects.APPLIER_APPLY, BEFORE),
  APPLIER_AFTER_APPLY(Effects.APPLIER_APPLY, AFTER),
  APPLIER_BEFORE_CREATE(Effects.APPLIER_CREATE, BEFORE),
  APPLIER_AFTER_CREATE(Effects.APPLIER_CREATE, AFTER),
  APPLIER_BEFORE_DELETE(Effects.APPLIER_DELETE, BEFORE),
  APPLIER_AFTER_DELETE(Effects.APPLIER_DELETE, AFTER),
  APPLIER_BEFORE_LETTING_GO(Effects.APPLIER_LETTING_GO, BEFORE),
  APPLIER_AFTER_LETTING_GO(Effects.APPLIER_LETTING_GO, AFTER),
  APPLIER_BEFORE_ACKNOWLEDGE(Effects.APPLIER_ACKNOWLEDGE, BEFORE),
  APPLIER_AFTER_ACKNOWLEDGE(Effects.APPLIER_ACKNOWLEDGE, AFTER),
  APPLIER_BEFORE_OFFSETS(Effects.APPLIER_OFFSETS, BEFORE),
  APPLIER_AFTER_OFFSETS(Effects.APPLIER_OFFSETS, AFTER),
  NOTIFIER_BEFORE_COMMIT(Effects.NOTIFIER_COMMIT, BEFORE),
  NOTIFIER_AFTER_COMMIT(Effects.NOTIFIER_COMMIT, AFTER),
  NOTIFIER_BEFORE_SEND(Effects.NOTIFIER_SEND, BEFORE),
  NOTIFIER_AFTER_SEND(Effects.NOTIFIER_SEND, AFTER),
  NOTIFIER_BEFORE_ACKNOWLEDGE(Effects.NOTIFIER_ACKNOWLEDGE, BEFORE),
  NOTIFIER_AFTER_ACKNOWLEDGE(Effects.NOTIFIER_ACKNOWLEDGE, AFTER),
  NOTIFIER_BEFORE_OFFSETS(Effects.NOTIFIER_OFFSETS, BEFORE),
  NOTIFIER_AFTER_OFFSETS(Effects.NOTIFIER_OFFSETS, AFTER);

  /** On which side of its effect a process stands. */
  public enum Moment {
    /** Nothing of it has happened. */
    BEFORE,
    /** It has happened, and the process knows; nothing follows from that yet. */
    AFTER
  }

  /**
   * A method of a service, or of a client in it, with an effect outside the process.
   *
   * @param role the service
   * @param type the class that has it
   * @param parameters how many it takes
   */
  public record Effect(String role, String type, String method, int parameters) {}

  private final Effect effect;
  private final Moment moment;

  KillPoint(Effect effect, Moment moment) {
    this.effect = effect;
    this.moment = moment;
  }

  /** What happens there. */
  public Effect effect() {
    return effect;
  }

  /** Whether it is about to happen. */
  public Moment moment() {
    return moment;
  }

  /** The service that it is a point of. */
  public String role() {
    return effect.role();
  }

  /** All of some services that come by whether there are hooks or not. */
  public static List<KillPoint> of(List<String> roles) {
    return Arrays.stream(values())
        .filter(point -> roles.contains(point.role()))
        .filter(point -> !point.effect().equals(Effects.APPLIER_CREATE))
        .toList();
  }

  /** All that come by in a sync with hooks, from its plan on. */
  public static List<KillPoint> ofSyncs() {
    List<String> roles = List.of(Effects.DETECTOR, Effects.APPLIER);
    return Arrays.stream(values())
        .filter(point -> roles.contains(point.role()))
        .filter(point -> !point.effect().equals(Effects.APPLIER_LETTING_GO))
        .toList();
  }

  /** The table of effects. */
  private static final class Effects {
    private static final String INGEST = "webhook-ingest";
    private static final String POLLER = "git-poller";
    private static final String RENDERER = "renderer";
    private static final String DETECTOR = "drift-detector";
    private static final String APPLIER = "applier";
    private static final String NOTIFIER = "notifier";

    static final Effect INGEST_PRODUCE =
        new Effect(INGEST, "dev.plumbline.webhookingest.KafkaRevisionLog", "append", 1);
    static final Effect INGEST_ANSWER =
        new Effect(INGEST, "dev.plumbline.webhookingest.HookReceiver", "stored", 3);
    static final Effect POLLER_LOOK = new Effect(POLLER, "dev.plumbline.git.RemoteRefs", "list", 3);
    static final Effect POLLER_PRODUCE =
        new Effect(POLLER, "dev.plumbline.gitpoller.KafkaRefLog", "sendAll", 1);
    static final Effect POLLER_PRODUCED =
        new Effect(POLLER, "dev.plumbline.gitpoller.PollingTerm", "written", 5);
    static final Effect RENDERER_FETCH =
        new Effect(RENDERER, "dev.plumbline.git.Mirror", "fetch", 1);
    static final Effect RENDERER_RENDER =
        new Effect(RENDERER, "dev.plumbline.renderer.Evaluations", "evaluateNow", 2);
    static final Effect RENDERER_COMMIT = commit(RENDERER);
    static final Effect RENDERER_ACKNOWLEDGE = acknowledge(RENDERER);
    static final Effect RENDERER_OFFSETS = offsets(RENDERER);
    static final Effect DETECTOR_COMMIT = commit(DETECTOR);
    static final Effect DETECTOR_STATUS = cluster(DETECTOR, "patch", 5);
    static final Effect DETECTOR_ACKNOWLEDGE = acknowledge(DETECTOR);
    static final Effect DETECTOR_OFFSETS = offsets(DETECTOR);
    static final Effect APPLIER_COMMIT = commit(APPLIER);
    static final Effect APPLIER_APPLY = cluster(APPLIER, "apply", 3);
    static final Effect APPLIER_CREATE = cluster(APPLIER, "create", 3);
    static final Effect APPLIER_DELETE = cluster(APPLIER, "delete", 4);
    static final Effect APPLIER_LETTING_GO =
        new Effect(APPLIER, "dev.plumbline.applier.cluster.FinalizerRemoval", "remove", 2);
    static final Effect APPLIER_ACKNOWLEDGE = acknowledge(APPLIER);
    static final Effect APPLIER_OFFSETS = offsets(APPLIER);
    static final Effect NOTIFIER_COMMIT = commit(NOTIFIER);
    static final Effect NOTIFIER_SEND =
        new Effect(NOTIFIER, "dev.plumbline.notifier.delivery.HttpSender", "send", 1);
    static final Effect NOTIFIER_ACKNOWLEDGE = acknowledge(NOTIFIER);
    static final Effect NOTIFIER_OFFSETS = offsets(NOTIFIER);

    /** State and events are produced in transactions: this call makes them seen. */
    private static Effect commit(String role) {
      return new Effect(
          role, "org.apache.kafka.clients.producer.KafkaProducer", "commitTransaction", 0);
    }

    private static Effect acknowledge(String role) {
      return new Effect(role, "dev.plumbline.stream.ActivePartition", "acknowledge", 1);
    }

    private static Effect offsets(String role) {
      return new Effect(role, "org.apache.kafka.clients.consumer.KafkaConsumer", "commitAsync", 2);
    }

    private static Effect cluster(String role, String method, int parameters) {
      return new Effect(role, "dev.plumbline.cluster.ClusterClient", method, parameters);
    }
  }
}
