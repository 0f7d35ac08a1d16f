/**
 * What differs from one Git provider to the next: how it signs, which header names a delivery,
 * where a payload says which refs of which repository moved. Pure functions on headers and bytes; a
 * further provider is one more {@link dev.plumbline.webhookingest.provider.Provider} in {@link
 * dev.plumbline.webhookingest.provider.Providers}.
 */
@NullMarked
package dev.plumbline.webhookingest.provider;

import org.jspecify.annotations.NullMarked;
