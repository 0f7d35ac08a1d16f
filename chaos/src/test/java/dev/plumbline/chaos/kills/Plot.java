package dev.plumbline.chaos.kills;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.testkit.harness.HostedRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One application as the load means it to be: what every commit so far had of it. Each commit
 * writes its ordinal into every object, so that an object tells which commit it was applied from.
 */
final class Plot {

  private static final List<String> PARTS = List.of("a", "b", "c", "d", "e");
  private static final int FEWEST = 2;

  private final String name;
  private final HostedRepository repository;
  private final String namespace;
  private final List<Set<String>> commits = new ArrayList<>();
  private final boolean waves;
  private Set<String> present = Set.of();
  private boolean broken;

  /**
   * One that has no commit yet.
   *
   * @param waves whether it has a Namespace too, which goes in a wave before the rest
   */
  Plot(String name, HostedRepository repository, String namespace, boolean waves) {
    this.name = name;
    this.waves = waves;
    this.repository = repository;
    this.namespace = namespace;
  }

  String name() {
    return name;
  }

  HostedRepository repository() {
    return repository;
  }

  /** The objects that its newest commit has. */
  Set<String> objects() {
    return present;
  }

  /** The ordinal of its newest commit. */
  int ordinal() {
    return commits.size() - 1;
  }

  /** Whether some commit after that of an ordinal does not have an object. */
  boolean droppedAfter(int ordinal, String object) {
    return commits.subList(ordinal + 1, commits.size()).stream()
        .anyMatch(commit -> !commit.contains(object));
  }

  /** Writes the next commit's files: some objects come, some go, all bear the new ordinal. */
  void grow(Random random) {
    Set<String> next = new TreeSet<>();
    for (String part : PARTS) {
      boolean stays = random.nextInt(4) > 0;
      if (next.size() < FEWEST || stays) {
        next.add(name + "-" + part);
      }
    }
    write(next, random.nextInt());
  }

  /** Writes the next commit's files with the same objects. */
  void renew() {
    write(present, 0);
  }

  private void write(Set<String> next, int salt) {
    for (String gone : present) {
      if (!next.contains(gone)) {
        repository.delete(file(gone));
      }
    }
    if (broken) {
      repository.delete(name + "/broken.yaml");
      broken = false;
    }
    present = Set.copyOf(next);
    commits.add(present);
    for (String object : new TreeSet<>(present)) {
      repository.write(
          file(object),
          """
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: %s}
          data: {ordinal: "%d", value: "%d"}
          """
              .formatted(object, ordinal(), salt));
    }
    if (waves) {
      repository.write(
          name + "/namespace.yaml",
          """
          apiVersion: v1
          kind: Namespace
          metadata:
            name: %s-%s
            annotations: {ordinal: "%d"}
          """
              .formatted(namespace, name, ordinal()));
    }
  }

  /** Writes a file that cannot be rendered; the next commit takes it away. */
  void spoil() {
    repository.write(name + "/broken.yaml", "kind: [\n");
    broken = true;
    commits.add(present);
  }

  /** One of its objects; null when it has none. */
  @Nullable String anyObject(Random random) {
    List<String> all = List.copyOf(new TreeSet<>(present));
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  ObjectRef ref(String object) {
    return ObjectRef.of("v1", "ConfigMap", namespace, object);
  }

  /** Whose object that is, by its name. */
  static String ownerOf(String object) {
    return object.substring(0, object.lastIndexOf('-'));
  }

  private String file(String object) {
    return name + "/" + object + ".yaml";
  }
}
