package dev.plumbline.health.table;

/** One thing that may be so of an object. */
@FunctionalInterface
interface Term {

  /** Whether it is so; a term that is tells the subject what it found. */
  boolean holds(Subject subject);
}
