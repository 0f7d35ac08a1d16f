package dev.plumbline.contracts;

import java.util.Optional;

/**
 * The mark that makes an object ours. It names the object itself, since controllers copy labels and
 * annotations to what they create: an object whose mark names another object is not ours.
 *
 * @param installation the installation of Plumbline that applied the object
 * @param applicationUid the uid of the {@code Application} that wants it
 * @param objectId the object's {@link ObjectRef#id()}
 */
public record Tracking(String installation, String applicationUid, String objectId) {

  /** The annotation that holds a mark. */
  public static final String ANNOTATION = "plumbline.dev/tracking-id";

  /**
   * The annotation by which an application asks the one that bears the mark to leave it the object
   * instead of deleting it; its value names the application that asks, in the form of a mark.
   */
  public static final String CLAIM_ANNOTATION = "plumbline.dev/claimed-by";

  /** The label that holds the application's {@link ApplicationKey#shard()}. */
  public static final String SHARD_LABEL = "plumbline.dev/shard";

  /** The finalizer with which an {@code Application} asks that its objects go with it. */
  public static final String FINALIZER = "plumbline.dev/resources";

  /** Reads an annotation's value; empty if it is not of our form. */
  public static Optional<Tracking> parse(String annotation) {
    String[] parts = annotation.split("/", 3);
    return parts.length == 3
        ? Optional.of(new Tracking(parts[0], parts[1], parts[2]))
        : Optional.empty();
  }

  /** Whether this mark, found on {@code object}, names that object. */
  public boolean names(ObjectRef object) {
    return objectId.equals(object.id());
  }

  /** The annotation's value. */
  @Override
  public String toString() {
    return installation + "/" + applicationUid + "/" + objectId;
  }
}
