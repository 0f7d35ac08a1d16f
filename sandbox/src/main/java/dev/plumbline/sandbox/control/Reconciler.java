package dev.plumbline.sandbox.control;

import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import java.time.Duration;
import java.util.List;

/**
 * Brings one object where it should be. Called for one object at a time; what it throws is logged,
 * and the object tried again.
 */
interface Reconciler {

  /** The objects to look at because of a change. */
  List<Key> affected(Change change);

  /** Looks at one object. Returns when to look again without a change, or zero for not at all. */
  Duration reconcile(Key key);
}
