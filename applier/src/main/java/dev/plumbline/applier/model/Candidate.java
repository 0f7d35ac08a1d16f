package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.TraceParent;

/** A plan that arrived, with the trace that it belongs to. */
public record Candidate(PlanMade plan, TraceParent trace) {}
