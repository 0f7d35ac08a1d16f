package dev.plumbline.applier.model;

/**
 * Names one task, so that an answer that comes late is not taken for another's.
 *
 * @param round name of its round
 * @param index of the task in its round
 */
public record Slot(String planId, String round, int index) {

  boolean isOf(Stage.Busy stage) {
    return round.equals(stage.round().name()) && planId.equals(stage.sync().plan().planId());
  }
}
