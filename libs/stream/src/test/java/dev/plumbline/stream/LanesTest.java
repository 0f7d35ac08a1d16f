package dev.plumbline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
  private final List<String> began = new CopyOnWriteArrayList<>();
  private final Lanes lanes = new Lanes(Runnable::run);

  @Test
  void runsOneKeysTasksOneAfterAnotherAndOtherKeysMeanwhile() throws Exception {
    // given
    CompletableFuture<Void> first = new CompletableFuture<>();
    lanes.submit("a", task("a1", first));
    lanes.submit("a", task("a2", done()));

    // when
    lanes.submit("b", task("b1", done()));

    // then
    assertThat(began).containsExactly("a1", "b1");
    assertThat(lanes.awaitEmpty(Duration.ZERO)).isFalse();
    first.complete(null);
    assertThat(began).containsExactly("a1", "b1", "a2");
    assertThat(lanes.awaitEmpty(Duration.ZERO)).isTrue();
  }

  @Test
  void goesOnAfterATaskThatFailsOrThrows() {
    lanes.submit("a", task("fails", CompletableFuture.failedFuture(new IllegalStateException())));
    lanes.submit(
        "a",
        () -> {
          throw new StackOverflowError("on purpose");
        });
    lanes.submit("a", task("after", done()));

    assertThat(began).containsExactly("fails", "after");
  }

  @Test
  void dropsWhatWaitsAndWhatComesOnceCancelled() throws Exception {
    CompletableFuture<Void> first = new CompletableFuture<>();
    lanes.submit("a", task("running", first));
    lanes.submit("a", task("waiting", done()));

    lanes.cancel();
    lanes.submit("b", task("late", done()));
    first.complete(null);

    assertThat(began).containsExactly("running");
    assertThat(lanes.awaitEmpty(Duration.ZERO)).isTrue();
  }

  @Test
  void aKeyWithManyTasksDoesNotKeepOthersWaitingForAllOfThem() {
    // given one thread, and tasks that end at once
    Deque<Runnable> pool = new ArrayDeque<>();
    Lanes pooled = new Lanes(pool::add);
    List<String> many = IntStream.range(0, 40).mapToObj(i -> "a" + i).toList();
    many.forEach(name -> pooled.submit("a", task(name, done())));
    pooled.submit("b", task("b", done()));

    // when
    while (!pool.isEmpty()) {
      pool.remove().run();
    }

    // then
    assertThat(began).hasSize(41).containsSubsequence(many);
    assertThat(began.indexOf("b")).isBetween(1, 20);
  }

  private Supplier<CompletionStage<Void>> task(String name, CompletionStage<Void> stage) {
    return () -> {
      began.add(name);
      return stage;
    };
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}
