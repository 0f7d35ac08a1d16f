package dev.plumbline.applier.model;

/**
 * Names one task, so that an answer that comes late is not taken for another's.
 *
 * @param step index of the wave; the number of waves when pruning
 * @param index of the task in its round
 */
public record Slot(String planId, int step, int index) {

  boolean isOf(Stage.Busy stage) {
    return planId.equals(stage.sync().plan().planId()) && step == stage.sync().state().nextWave();
  }
}
