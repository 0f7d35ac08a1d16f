/**
 * The health of operators' kinds as a table: for each kind lines that name a state and when it is
 * so, in the words of conditions and fields. The table itself is in the resources {@code
 * dev/plumbline/health/*.yaml}; {@link dev.plumbline.health.table.KindTable} reads it.
 */
@NullMarked
package dev.plumbline.health.table;

import org.jspecify.annotations.NullMarked;
