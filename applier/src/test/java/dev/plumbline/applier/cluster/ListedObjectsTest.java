package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.testkit.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListedObjectsTest {

  private static final ObjectRef OBJECT = ObjectRef.of("v1", "ConfigMap", "shop", "web");
  private static final Map<String, List<String>> STATUSES = Map.of(OBJECT.id(), List.of("uid-b"));
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicInteger readings = new AtomicInteger();
  private final CountDownLatch answers = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    answers.countDown();
  }

  /** The API server takes the request, and answers when it is let. */
  private Map<String, List<String>> hanging() {
    readings.incrementAndGet();
    try {
      answers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return STATUSES;
  }

  private Map<String, List<String>> answering() {
    readings.incrementAndGet();
    return STATUSES;
  }

  private static CompletableFuture<List<String>> asks(ListedObjects listed, String plan) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return listed.by(OBJECT, plan);
          } catch (ClusterException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task).start());
  }

  @Test
  void allWhoAskAtOnceShareOneReading() {
    ListedObjects listed = new ListedObjects(this::hanging, LONG);
    CompletableFuture<List<String>> first = asks(listed, "p1");
    Waiting.until(LONG, () -> "it is read", () -> readings.get() == 1);
    List<CompletableFuture<List<String>>> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      others.add(asks(listed, "p1"));
    }

    answers.countDown();

    assertThat(first.join()).containsExactly("uid-b");
    assertThat(others).allSatisfy(it -> assertThat(it.join()).containsExactly("uid-b"));
    assertThat(readings).hasValue(1);
  }

  @Test
  void nobodyWaitsForAServerThatHangsLongerThanAWhileAndLaterAskersNotAtAll() {
    Duration patience = Duration.ofMillis(50);
    ListedObjects listed = new ListedObjects(this::hanging, patience);

    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> listed.by(OBJECT, "p1"))
          .isInstanceOfSatisfying(
              ClusterException.class,
              why -> assertThat(why.reason()).isEqualTo(ClusterException.Reason.TIMEOUT))
          .hasMessageContaining("within 50 ms");
    }

    assertThat(readings).hasValueLessThanOrEqualTo(2);
  }

  @Test
  void onceTheServerAnswersAgainItIsAskedAnew() throws Exception {
    ListedObjects listed = new ListedObjects(this::hanging, Duration.ofMillis(20));
    assertThatThrownBy(() -> listed.by(OBJECT, "p1")).isInstanceOf(ClusterException.class);

    answers.countDown();

    Waiting.until(
        LONG,
        () -> "it answers",
        () -> {
          try {
            return listed.by(OBJECT, "p2").equals(List.of("uid-b"));
          } catch (ClusterException e) {
            return false;
          }
        });
  }

  @Test
  void whatWasReadBeforeAPlanAskedFirstDoesNotServeIt() throws Exception {
    ListedObjects listed = new ListedObjects(this::answering, LONG);

    assertThat(listed.by(OBJECT, "p1")).containsExactly("uid-b");
    assertThat(listed.by(OBJECT, "p1")).containsExactly("uid-b");
    assertThat(readings).hasValue(1);
    assertThat(listed.by(OBJECT, "p2")).containsExactly("uid-b");
    assertThat(readings).hasValue(2);
  }

  @Test
  void aReadingThatFailsIsToldToWhoAskedAndNotKept() throws Exception {
    ListedObjects listed =
        new ListedObjects(
            () -> {
              if (readings.incrementAndGet() == 1) {
                throw new ClusterException(ClusterException.Reason.FORBIDDEN, 403, "no");
              }
              return STATUSES;
            },
            LONG);

    assertThatThrownBy(() -> listed.by(OBJECT, "p1")).hasMessage("no");

    assertThat(listed.by(OBJECT, "p1")).containsExactly("uid-b");
  }
}
