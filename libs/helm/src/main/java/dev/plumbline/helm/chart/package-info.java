/** Charts as files: from a tree, from an archive, and what Chart.yaml says. */
@NullMarked
package dev.plumbline.helm.chart;

import org.jspecify.annotations.NullMarked;
