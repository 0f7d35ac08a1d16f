/**
 * How objects do, in Argo CD's six states, told from one object at a time. Pure functions; start
 * with {@link dev.plumbline.cluster.health.Health}.
 */
@NullMarked
package dev.plumbline.cluster.health;

import org.jspecify.annotations.NullMarked;
