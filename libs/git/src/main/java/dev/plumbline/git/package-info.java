/**
 * Git as Plumbline needs it: names of repositories, credentials, one cheap question ("where do the
 * refs point?"), bare mirrors on disk, and files read straight from Git objects at a commit, with a
 * record of what was read. Knows no Kafka, no Kubernetes and no Quarkus; JGit does the Git.
 */
@NullMarked
package dev.plumbline.git;

import org.jspecify.annotations.NullMarked;
