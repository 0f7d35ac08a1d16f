package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class CommitInfoTest {

  @Test
  void anAuthorIsToldAsFarAsItIsKnown() {
    assertThat(by("Ada", "ada@example.com")).isEqualTo("Ada <ada@example.com>");
    assertThat(by("Ada", null)).isEqualTo("Ada");
    assertThat(by("", "ada@example.com")).isEqualTo("<ada@example.com>");
    assertThat(by("", null)).isNull();
  }

  @Test
  void aLongAuthorIsCutBetweenCharacters() {
    // when
    String author = by("😀".repeat(300), "ada@example.com");

    // then
    assertThat(author).isEqualTo("😀".repeat(200));
  }

  private static String by(String name, String address) {
    return new CommitInfo(
            CommitId.parse("1".repeat(40)).orElseThrow(), Instant.EPOCH, name, address, "")
        .authorWithAddress();
  }
}
