package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.Inventory;

/**
 * What an object is to be like.
 *
 * @param applied what our last apply of it left
 * @param manifestInClear what was applied, with or without our mark, Secret values in clear
 * @param secret whether there is something secret in it, be it a Secret or not
 * @param ignored what of it is not compared
 * @param strict whether fields of others are looked for too
 */
public record Expectation(
    Inventory.Applied applied,
    ObjectNode manifestInClear,
    boolean secret,
    IgnoredFields ignored,
    boolean strict) {}
