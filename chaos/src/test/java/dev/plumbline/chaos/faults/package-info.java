/**
 * What Plumbline depends on fails: records that are none, a broker, API servers and Git hosts that
 * are gone, slow, silent or forgetful.
 */
@NullMarked
package dev.plumbline.chaos.faults;

import org.jspecify.annotations.NullMarked;
