/**
 * Who owns which field: metadata.managedFields for server-side apply and for updates, and their
 * conflicts. Pure.
 */
@NullMarked
package dev.plumbline.sandbox.ownership;

import org.jspecify.annotations.NullMarked;
