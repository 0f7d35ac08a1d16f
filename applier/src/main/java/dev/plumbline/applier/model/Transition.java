package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.SyncState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What follows from an input.
 *
 * @param ledger what is known now; holds once the outputs are stored
 * @param outputs records to write together, in order
 * @param effects what to do after that, in order
 */
public record Transition(Ledger ledger, List<Output> outputs, List<Effect> effects) {

  public Transition {
    outputs = List.copyOf(outputs);
    effects = List.copyOf(effects);
  }

  /** Nothing happens. */
  static Transition none(Ledger ledger) {
    return new Transition(ledger, List.of(), List.of());
  }

  Transition write(Output... more) {
    return new Transition(ledger, followedBy(List.of(more)), effects);
  }

  /** A sync's record that another one replaces at once need not be written: it may be large. */
  private List<Output> followedBy(List<Output> more) {
    List<Output> all = new ArrayList<>(outputs);
    if (more.stream().anyMatch(Transition::isOfSyncs)) {
      all.removeIf(Transition::isOfSyncs);
    }
    all.addAll(more);
    return all;
  }

  private static boolean isOfSyncs(Output output) {
    return output instanceof Output.Erased erased
        ? erased.type() == EventType.SYNCS
        : output instanceof Output.Told told && told.event() instanceof SyncState;
  }

  Transition then(Effect effect) {
    List<Effect> all = new ArrayList<>(effects);
    all.add(effect);
    return new Transition(ledger, outputs, all);
  }

  Transition becomes(Ledger newer) {
    return new Transition(newer, outputs, effects);
  }

  /** This, followed by what follows from its ledger, as one transition. */
  Transition andThen(Function<Ledger, Transition> next) {
    Transition further = next.apply(ledger);
    List<Effect> allEffects = new ArrayList<>(effects);
    allEffects.addAll(further.effects);
    return new Transition(further.ledger, followedBy(further.outputs), allEffects);
  }
}
