package dev.plumbline.driftdetector.sight;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.resources.DriftDetection;
import dev.plumbline.contracts.resources.IgnoreRules;
import dev.plumbline.driftdetector.model.WantedObject;

/**
 * What an object is held against, and how.
 *
 * @param application that wants it
 * @param applicationUid of that application
 * @param mode how it is told whether it differs
 * @param ignores what of it is not compared
 */
public record Expected(
    ApplicationKey application,
    String applicationUid,
    WantedObject wanted,
    DriftDetection mode,
    IgnoreRules ignores) {}
