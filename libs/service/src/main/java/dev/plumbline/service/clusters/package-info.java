/** Secrets that name clusters: their forms, what they grant, and which of them a name means. */
@NullMarked
package dev.plumbline.service.clusters;

import org.jspecify.annotations.NullMarked;
