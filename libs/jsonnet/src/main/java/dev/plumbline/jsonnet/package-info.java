/**
 * Jsonnet files of a repository to manifests: {@link dev.plumbline.jsonnet.Jsonnet} is all that
 * others need. What evaluates runs in child processes, which ask this one for each file.
 */
@NullMarked
package dev.plumbline.jsonnet;

import org.jspecify.annotations.NullMarked;
