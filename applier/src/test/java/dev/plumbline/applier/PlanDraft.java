package dev.plumbline.applier;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.IgnoreRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plan in the making. */
public final class PlanDraft {
  private final ApplicationKey key;
  private final String planId;
  private final long desired;
  private final long inventory;
  private final List<PlanMade.Wave> waves = new ArrayList<>();
  private final List<PlanMade.Prune> prunes = new ArrayList<>();
  private String applicationUid;
  private PlanMade.Kind kind = PlanMade.Kind.APPLY;
  private String clusterName = Application.Destination.IN_CLUSTER;
  private @Nullable String creates;
  private @Nullable IgnoreRules keeps;
  private @Nullable String account;
  private PlanMade.@Nullable NamespaceMetadata namespaceMetadata;

  public PlanDraft(ApplicationKey key, String planId, String uid, long desired, long inventory) {
    this.key = key;
    this.planId = planId;
    this.applicationUid = uid;
    this.desired = desired;
    this.inventory = inventory;
  }

  PlanDraft wave(PlanMade.Apply... applies) {
    waves.add(new PlanMade.Wave(Arrays.asList(applies)));
    return this;
  }

  PlanDraft hook(SyncPhase phase, PlanMade.Hook hook) {
    waves.add(new PlanMade.Wave(List.of(), phase, 0, List.of(hook)));
    return this;
  }

  PlanDraft pruning(Inventory known) {
    known.objects().forEach(e -> prunes.add(new PlanMade.Prune(e.ref(), e.applied().uid())));
    return this;
  }

  PlanDraft of(String other) {
    applicationUid = other;
    return this;
  }

  PlanDraft on(String other) {
    clusterName = other;
    return this;
  }

  PlanDraft creating(String ns) {
    creates = ns;
    return this;
  }

  public PlanDraft keeping(IgnoreRules rules) {
    keeps = rules;
    return this;
  }

  /** Carried out in the name of a service account. */
  public PlanDraft as(String serviceAccount) {
    account = serviceAccount;
    return this;
  }

  public PlanDraft bearing(PlanMade.NamespaceMetadata metadata) {
    namespaceMetadata = metadata;
    return this;
  }

  public PlanDraft deletion() {
    kind = PlanMade.Kind.DELETE;
    return this;
  }

  public PlanMade made() {
    Trigger trigger = new Trigger(Trigger.Cause.WEBHOOK, "ann", null, Instant.now());
    return new PlanMade(
        key,
        applicationUid,
        planId,
        kind,
        PlanMade.Reason.NEW_REVISION,
        desired,
        inventory,
        List.of(new SourceRevision("git.example/shop", "main", "c" + desired)),
        clusterName,
        creates,
        waves,
        prunes,
        waves.stream().flatMap(w -> w.applies().stream()).map(PlanMade.Apply::ref).toList(),
        1,
        trigger,
        Instant.now(),
        keeps,
        null,
        null,
        null,
        null,
        account,
        namespaceMetadata,
        null);
  }
}
