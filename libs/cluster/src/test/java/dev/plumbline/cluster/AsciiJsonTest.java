package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AsciiJsonTest {
  private static final Map<String, String> EVENT =
      Map.of("author", "Zo\u00eb \u5f20 \uD83D\uDE80", "subject", "Deployment \u2192 Pod \\ \"");

  @Test
  void saysTheSameWhereverItIsCut() throws Exception {
    byte[] json = new ObjectMapper().writeValueAsBytes(EVENT);
    for (int first = 0; first <= json.length; first++) {
      for (int second = first; second <= json.length; second++) {
        String ascii = ascii(json, first, second);

        assertThat(ascii).matches("\\p{ASCII}*");
        assertThat(new ObjectMapper().readValue(ascii, Map.class)).isEqualTo(EVENT);
      }
    }
  }

  @Test
  void whatIsAsciiIsNotCopied() {
    ByteBuffer piece = ByteBuffer.wrap("{\"a\":\"b\"}".getBytes(StandardCharsets.UTF_8));

    assertThat(new AsciiJson().next(piece)).isSameAs(piece);
  }

  @Test
  void whatIsNotUtf8IsReplacedAndStopsNothing() {
    AsciiJson ascii = new AsciiJson();

    String broken = text(ascii.next(ByteBuffer.wrap(new byte[] {'a', (byte) 0xff, (byte) 0xe2})));
    String after = text(ascii.next(ByteBuffer.wrap(new byte[] {'b', '\n'})));

    assertThat(broken + after).isEqualTo("a\\ufffd\\ufffdb\n");
  }

  private static String ascii(byte[] json, int first, int second) {
    AsciiJson ascii = new AsciiJson();
    List<ByteBuffer> pieces = new ArrayList<>();
    pieces.add(ByteBuffer.wrap(json, 0, first));
    pieces.add(ByteBuffer.wrap(json, first, second - first));
    pieces.add(ByteBuffer.wrap(json, second, json.length - second).slice());
    return pieces.stream().map(ascii::next).map(AsciiJsonTest::text).collect(Collectors.joining());
  }

  private static String text(ByteBuffer ascii) {
    return StandardCharsets.US_ASCII.decode(ascii).toString();
  }
}
