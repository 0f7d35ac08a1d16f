package dev.plumbline.workers;

import static dev.plumbline.workers.Deeds.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.workers.WorkerException.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When children come and go, and what they see. */
class WorkerLifeTest extends WithPool {

  @Test
  void aChildIsReplacedAfterSoManyCalls() {
    // given
    reopen(settings().withChildren(1, 2, LONG));

    // when
    List<String> pids = Stream.generate(() -> call(Deeds.Pid.class, "")).limit(4).toList();

    // then
    assertThat(pids.get(1)).isEqualTo(pids.get(0));
    assertThat(pids.get(2)).isNotEqualTo(pids.get(1)).isEqualTo(pids.get(3));
  }

  @Test
  void anIdleChildIsEndedAndItsDirectoryGone() {
    // given
    reopen(settings().withChildren(1, 100, Duration.ofMillis(100)));
    long pid = Long.parseLong(call(Deeds.Pid.class, ""));

    // then
    until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    until(() -> children().isEmpty());
  }

  @Test
  void leftoversOfAnEarlierProcessAreDeleted() throws IOException {
    // given
    pool.close();
    Path outside = Files.writeString(directory.resolve("outside"), "kept");
    Path leftover = Files.createDirectories(directory.resolve("pool/child-1/tmp"));
    Files.createSymbolicLink(leftover.resolve("link"), directory);

    // when
    pool = new WorkerPool(settings(), told);

    // then
    assertThat(children()).isEmpty();
    assertThat(outside).exists();
  }

  @Test
  void aChildSeesNothingOfItsParent() {
    // given
    reopen(settings().withStart(Map.of("GOMEMLIMIT", "1GiB"), List.of()));

    // when
    String[] seen = call(Deeds.Surroundings.class, "").split("\n");

    // then
    assertThat(seen[0]).isEqualTo("[GOMEMLIMIT, HOME, LC_ALL, TMPDIR]");
    assertThat(seen[1]).startsWith(directory.resolve("pool/child-").toString());
    assertThat(seen[2]).isEqualTo(seen[1] + "/tmp");
    assertThat(seen[3]).isEqualTo("rwx------");
  }

  @Test
  void noChildIsToldAsUnavailable() {
    // given
    reopen(settings().withStart(Map.of(), List.of("-XX:NoSuchOption")));

    // when
    WorkerException failure = failure(Deeds.Echo.class);

    // then
    assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("NoSuchOption");
  }

  @Test
  void aClosedPoolSaysSo() {
    // given
    pool.close();

    // then
    assertThat(failure(Deeds.Echo.class).reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void aCallThatIsUnderWayWhenThePoolClosesDidNotFail() throws Exception {
    // given
    CompletableFuture<WorkerException> calling =
        CompletableFuture.supplyAsync(
            () ->
                failure(
                    WorkerCall.of(Deeds.Curious.class, bytes("a"), LONG, "app")
                        .withAnswers(
                            question -> {
                              pool.close();
                              return question;
                            })));

    // then
    assertThat(calling.get().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(calling.get()).hasMessage("the workers are shut down");
  }

  @Test
  void aChildGoesWithItsParent() throws Exception {
    // given
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DoomedParent.class.getName(),
                directory.resolve("doomed").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long child;
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      child = Long.parseLong(String.valueOf(said.readLine()));
    }
    assertThat(ProcessHandle.of(child)).isPresent();

    // when
    parent.destroyForcibly();

    // then
    until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }
}
