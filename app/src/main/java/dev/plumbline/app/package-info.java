/** The one runnable: the services, wired by Quarkus, behind the command line. */
@NullMarked
package dev.plumbline.app;

import org.jspecify.annotations.NullMarked;
