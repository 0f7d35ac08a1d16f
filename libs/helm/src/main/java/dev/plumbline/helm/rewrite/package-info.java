/** What is changed in a chart so that Helm as a library does what its command line does. */
@NullMarked
package dev.plumbline.helm.rewrite;

import org.jspecify.annotations.NullMarked;
