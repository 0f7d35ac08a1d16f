/**
 * How well objects are, in Argo CD's six states, told from one object at a time. Pure functions and
 * data; start with {@link dev.plumbline.health.HealthRules}.
 */
@NullMarked
package dev.plumbline.health;

import org.jspecify.annotations.NullMarked;
