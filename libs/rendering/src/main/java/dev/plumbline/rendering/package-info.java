/**
 * From the files of an application's sources to its manifests, and whether the last still stand.
 */
@NullMarked
package dev.plumbline.rendering;

import org.jspecify.annotations.NullMarked;
