package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Command.Confirm;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Verdict.Confirmation;
import dev.plumbline.contracts.resources.Application;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What persons have said to deletions: by a command, by an annotation of the application, or
 * earlier, which is in the verdict. A word is for just what was asked, each object at its uid, and
 * stays one for what is left of it when a plan did it in part, whoever is restarted meanwhile. What
 * Git takes back is not confirmed any more.
 */
record Words(ApplicationView view) {

  /** By this annotation of an application a person confirms what its value is the digest of. */
  static final String ANNOTATION = "plumbline.dev/confirm";

  private static final int DIGITS = 32;

  /** Of a word for something of which Git has taken back a part: it is for no question any more. */
  private static final String REST = "rest-";

  /** An object, as it is confirmed. */
  static String line(ObjectRef ref, String uid) {
    return ref.id() + " " + uid;
  }

  /** Names just these objects, of just this application. */
  static String digest(Application application, Collection<String> lines) {
    return Json.sha256(
            application.uid() + "\n" + lines.stream().sorted().collect(Collectors.joining("\n")))
        .substring(0, DIGITS);
  }

  /**
   * The word for a question; null for none.
   *
   * @param lines the objects it is about
   */
  @Nullable Confirmation on(String digest, List<String> lines) {
    Confirmation standing = standing();
    if (standing != null
        && (standing.digest().equals(digest) || ConfirmedObjects.of(standing).include(lines))) {
      return standing.objects() == null
          ? with(standing, digest, ConfirmedObjects.of(lines))
          : standing;
    }
    Confirm command = view.confirm();
    if (command != null && command.digest().equals(digest)) {
      return new Confirmation(
          digest, command.by(), command.at(), ConfirmedObjects.of(lines).packed());
    }
    String annotation = view.application().metadata().annotations().get(ANNOTATION);
    return annotation != null && annotation.strip().equals(digest)
        ? new Confirmation(
            digest, "annotation " + ANNOTATION, view.now(), ConfirmedObjects.of(lines).packed())
        : null;
  }

  /** The word that was given, as far as it still holds; null for none. */
  @Nullable Confirmation standing() {
    Confirmation told = view.verdict() == null ? null : view.verdict().confirmed();
    if (told == null || told.objects() == null) {
      return told;
    }
    ConfirmedObjects objects = ConfirmedObjects.of(told);
    ConfirmedObjects left = objects.without(inGit());
    if (left.equals(objects)) {
      return told;
    }
    return left.digests().isEmpty() ? null : with(told, REST + told.digest(), left);
  }

  private static Confirmation with(Confirmation word, String digest, ConfirmedObjects objects) {
    return new Confirmation(digest, word.by(), word.at(), objects.packed());
  }

  /** What was applied and Git has. */
  private List<String> inGit() {
    Inventory inventory = view.inventory();
    Wanted desired = view.desired();
    if (inventory == null || desired == null) {
      return List.of();
    }
    Map<String, WantedObject> wanted = desired.byId();
    return inventory.objects().stream()
        .filter(entry -> entry.applied() != null && wanted.containsKey(entry.ref().id()))
        .map(entry -> line(entry.ref(), entry.applied() == null ? "" : entry.applied().uid()))
        .toList();
  }
}
