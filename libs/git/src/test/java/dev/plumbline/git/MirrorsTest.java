package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorsTest {

  private static final Credentials NONE = Credentials.none();

  @TempDir Path temp;
  private final SettableClock clock = new SettableClock();

  @Test
  void evictsTheMirrorUsedLongestAgo() {
    try (Mirrors mirrors = roomForTwo()) {
      Mirror a = fetched(mirrors, "a");
      Mirror b = fetched(mirrors, "b");
      clock.advance();
      assertThat(a.resolve("HEAD")).isPresent();
      clock.advance();

      Mirror c = fetched(mirrors, "c");

      assertThat(b.resolve("HEAD")).as("b was used longest ago").isEmpty();
      assertThat(a.resolve("HEAD")).isPresent();
      assertThat(c.resolve("HEAD")).isPresent();
      assertThat(b.fetch(NONE).resolve("HEAD")).as("b can come back").isPresent();
    }
  }

  @Test
  void neverEvictsAMirrorThatIsInUse() {
    try (Mirrors mirrors = roomForTwo()) {
      Mirror a = fetched(mirrors, "a");
      CommitId commit = a.resolve("HEAD").orElseThrow();
      CommitTree tree = a.tree(commit);
      clock.advance();
      fetched(mirrors, "b");
      clock.advance();

      fetched(mirrors, "c");

      assertThat(tree.read("file")).isNotEmpty();
      tree.close();
      clock.advance();
      fetched(mirrors, "d");
      assertThat(a.contains(commit)).as("free to go once the tree is closed").isFalse();
    }
  }

  @Test
  void evictsWhatAnEarlierProcessLeft() {
    try (Mirrors mirrors = roomForTwo()) {
      fetched(mirrors, "a");
      clock.advance();
      fetched(mirrors, "b");
    }
    clock.advance();
    try (Mirrors mirrors = roomForTwo()) {
      fetched(mirrors, "c");

      assertThat(mirrors.bytes()).isLessThan(300_000);
      assertThat(mirrors.of(url("a")).resolve("HEAD")).isEmpty();
      assertThat(mirrors.of(url("b")).resolve("HEAD")).isPresent();
    }
  }

  @Test
  void ownsItsDirectoryAlone() {
    try (Mirrors mirrors = roomForTwo()) {
      assertThatExceptionOfType(GitException.class)
          .isThrownBy(this::roomForTwo)
          .withMessageContaining("its own directory");
      assertThat(mirrors.bytes()).isZero();
    }
    roomForTwo().close();
  }

  @Test
  void differentWaysToOneIdentityAreDifferentMirrors() {
    try (Mirrors mirrors = roomForTwo()) {
      RepositoryUrl https = RepositoryUrl.parse("https://example.com/org/repo");
      RepositoryUrl ssh = RepositoryUrl.parse("git@example.com:org/repo");
      RepositoryUrl password = RepositoryUrl.parse("https://ada:pw@example.com/org/repo");

      assertThat(ssh.id()).isEqualTo(https.id());
      assertThat(mirrors.of(ssh)).isNotSameAs(mirrors.of(https));
      assertThat(mirrors.of(password)).isNotSameAs(mirrors.of(https));
      assertThat(mirrors.of(RepositoryUrl.parse("https://example.com/org/repo")))
          .isSameAs(mirrors.of(https));
    }
  }

  private Mirrors roomForTwo() {
    MirrorSettings settings = new MirrorSettings(1 << 20, 300_000, Duration.ofSeconds(30));
    return new Mirrors(temp.resolve("mirrors"), settings, clock);
  }

  /** A mirror of some 100 kB. */
  private Mirror fetched(Mirrors mirrors, String name) {
    byte[] noise = new byte[90_000];
    new Random(name.hashCode()).nextBytes(noise);
    try (Origin origin = Origin.in(temp.resolve(name))) {
      origin.commit(Map.of("file", HexFormat.of().formatHex(noise)));
      Mirror mirror = mirrors.of(origin.url());
      mirror.fetch(NONE);
      return mirror;
    }
  }

  private RepositoryUrl url(String name) {
    return RepositoryUrl.parse(temp.resolve(name).toString());
  }

  private static final class SettableClock extends Clock {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void advance() {
      now = now.plus(Duration.ofMinutes(10));
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
