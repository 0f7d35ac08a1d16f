package dev.plumbline.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ReadSetTest {

  private static final String[] SEGMENTS = {"a", "b", "c"};

  @Test
  void holdsWhileWhatWasReadIsTheSame() {
    RecordingTree recording = new RecordingTree(tree(Map.of("apps/x/f", "1", "other", "1")));
    recording.read("apps/x/f");
    recording.list("apps");
    recording.lookup("kustomization.yaml");
    ReadSet readSet = recording.readSet();

    assertThat(readSet.stillHolds(tree(Map.of("apps/x/f", "1", "other", "2")))).isTrue();
    assertThat(readSet.stillHolds(tree(Map.of("apps/x/f", "1", "apps/x/g", "1")))).isTrue();
    assertThat(readSet.stillHolds(tree(Map.of("apps/x/f", "2")))).isFalse();
    assertThat(readSet.stillHolds(tree(Map.of("apps/x/f", "1", "apps/new", "1")))).isFalse();
    assertThat(readSet.stillHolds(tree(Map.of("apps/x/f", "1", "kustomization.yaml", ""))))
        .isFalse();
  }

  @Test
  void tellsAFileFromALinkWithTheSameBytes() {
    RecordingTree recording = new RecordingTree(tree(Map.of("a", "b")));
    recording.read("a");

    MemoryTree link = new MemoryTree(Map.of(), Map.of("a", "b"), TreeLimits.DEFAULT);

    assertThat(recording.readSet().stillHolds(link)).isFalse();
  }

  @Test
  void recordsAListingThatWasRefused() {
    TreeLimits two = new TreeLimits(10, 2);
    RecordingTree recording =
        new RecordingTree(new MemoryTree(bytes(Map.of("1", "", "2", "", "3", "")), Map.of(), two));
    try {
      recording.list("");
    } catch (GitException expected) {
      assertThat(expected.reason()).isEqualTo(GitException.Reason.TOO_LARGE);
    }

    ReadSet readSet = recording.readSet();

    assertThat(readSet.entries()).hasSize(1);
    assertThat(
            readSet.stillHolds(
                new MemoryTree(bytes(Map.of("1", "", "2", "", "4", "")), Map.of(), two)))
        .isTrue();
    assertThat(readSet.stillHolds(new MemoryTree(bytes(Map.of("1", "")), Map.of(), two))).isFalse();
  }

  /**
   * Random trees, questions and changes: the read-set holds exactly when all answers are the same.
   */
  @RepeatedTest(20)
  void holdsExactlyWhenEveryQuestionHasTheSameAnswer(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int held = 0;
    int rounds = 400;
    for (int round = 0; round < rounds; round++) {
      TreeMap<String, String> before = randomFiles(random);
      List<String> questions = randomQuestions(random);
      RecordingTree recording = new RecordingTree(randomlyLinked(before));
      List<String> answersBefore = questions.stream().map(q -> ask(recording, q)).toList();
      FileTree after = randomlyLinked(changed(before, random));
      List<String> answersAfter = questions.stream().map(q -> ask(after, q)).toList();

      boolean holds = recording.readSet().stillHolds(after);

      assertThat(holds)
          .as("%s, asked %s of %s", before, questions, recording.readSet().entries())
          .isEqualTo(answersBefore.equals(answersAfter));
      held += holds ? 1 : 0;
    }
    assertThat(held).as("both outcomes must occur often").isBetween(rounds / 10, rounds * 9 / 10);
  }

  private static String ask(FileTree tree, String question) {
    String path = question.substring(1);
    try {
      return switch (question.charAt(0)) {
        case 'l' -> tree.list(path).toString();
        case 'r' -> new String(tree.read(path), UTF_8);
        default -> tree.lookup(path).toString();
      };
    } catch (GitException e) {
      return e.reason() + " " + e.getMessage();
    }
  }

  private static List<String> randomQuestions(Random random) {
    List<String> questions = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      String path = random.nextInt(8) == 0 ? "" : randomPath(random);
      questions.add("lrx".charAt(random.nextInt(3)) + path);
    }
    return questions;
  }

  private static TreeMap<String, String> randomFiles(Random random) {
    TreeMap<String, String> files = new TreeMap<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      put(files, randomPath(random), String.valueOf(random.nextInt(3)));
    }
    return files;
  }

  private static TreeMap<String, String> changed(Map<String, String> files, Random random) {
    TreeMap<String, String> changed = new TreeMap<>(files);
    for (int i = random.nextInt(3); i >= 0; i--) {
      List<String> paths = List.copyOf(changed.keySet());
      if (random.nextBoolean() && !paths.isEmpty()) {
        changed.remove(paths.get(random.nextInt(paths.size())));
      } else {
        put(changed, randomPath(random), String.valueOf(random.nextInt(4)));
      }
    }
    return changed;
  }

  /** Puts a file where it is, in place of what would make it both file and directory. */
  private static void put(TreeMap<String, String> files, String path, String content) {
    files.keySet().removeIf(p -> p.startsWith(path + "/") || path.startsWith(p + "/"));
    files.put(path, content);
  }

  private static String randomPath(Random random) {
    StringBuilder path = new StringBuilder(SEGMENTS[random.nextInt(SEGMENTS.length)]);
    for (int depth = random.nextInt(3); depth > 0; depth--) {
      path.append('/').append(SEGMENTS[random.nextInt(SEGMENTS.length)]);
    }
    return path.toString();
  }

  /** Files with the content 2 become links. */
  private static FileTree randomlyLinked(Map<String, String> files) {
    TreeMap<String, String> regular = new TreeMap<>(files);
    TreeMap<String, String> links = new TreeMap<>(files);
    regular.values().removeIf("2"::equals);
    links.values().removeIf(content -> !content.equals("2"));
    return new MemoryTree(bytes(regular), links, TreeLimits.DEFAULT);
  }

  private static MemoryTree tree(Map<String, String> files) {
    return new MemoryTree(bytes(files));
  }

  private static Map<String, byte[]> bytes(Map<String, String> files) {
    TreeMap<String, byte[]> bytes = new TreeMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(UTF_8)));
    return bytes;
  }
}
