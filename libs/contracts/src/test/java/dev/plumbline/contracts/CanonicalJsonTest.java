package dev.plumbline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

  /** What digests that are kept were taken of. */
  private static final ObjectMapper SORTED =
      Json.mapper().copy().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  private final Random random = new Random(7);

  @Test
  void keysAreSortedAtEachLevel() throws Exception {
    // given
    JsonNode tree =
        Json.mapper()
            .readTree("{\"b\": [{\"z\": 1, \"a\": 2.50}], \"a\": null, \"B\": \"\\u00e4\\n\"}");

    // when, then
    assertThat(Json.canonical(tree)).isEqualTo("{\"B\":\"ä\\n\",\"b\":[{\"a\":2.5,\"z\":1}]}");
  }

  @Test
  void whatIsNoJsonYetIsWrittenAsAMapperDoes() {
    // given
    JsonNode tree =
        Json.mapper().valueToTree(Map.of("key", "value".getBytes(StandardCharsets.UTF_8)));

    // when, then
    assertThat(Json.canonical(tree)).isEqualTo("{\"key\":\"dmFsdWU=\"}");
    assertThat(Json.canonical(MissingNode.getInstance())).isEqualTo("null");
  }

  @Test
  void theTextIsTheOneThatAMapperWrites() throws Exception {
    for (int i = 0; i < 3000; i++) {
      // given
      JsonNode built = node(4);
      JsonNode read = Json.mapper().readTree(built.toString());

      // when, then
      for (JsonNode tree : new JsonNode[] {built, read}) {
        assertThat(Json.canonical(tree))
            .isEqualTo(SORTED.writeValueAsString(SORTED.treeToValue(tree, Object.class)));
      }
    }
  }

  private JsonNode node(int depth) {
    return switch (random.nextInt(depth == 0 ? 9 : 13)) {
      case 0 -> Json.mapper().getNodeFactory().numberNode(random.nextInt());
      case 1 -> Json.mapper().getNodeFactory().numberNode(random.nextLong());
      case 2 -> Json.mapper().getNodeFactory().numberNode(random.nextGaussian() * 1e9);
      case 3 -> Json.mapper().getNodeFactory().numberNode(new BigInteger(90, random));
      case 4 ->
          Json.mapper()
              .getNodeFactory()
              .numberNode(new BigDecimal(new BigInteger(70, random), random.nextInt(40) - 20));
      case 5 -> Json.mapper().getNodeFactory().booleanNode(random.nextBoolean());
      case 6 -> Json.mapper().nullNode();
      case 7, 8 -> Json.mapper().getNodeFactory().textNode(text());
      case 9, 10 -> {
        ArrayNode array = Json.mapper().createArrayNode();
        random.ints(random.nextInt(4)).forEach(any -> array.add(node(depth - 1)));
        yield array;
      }
      default -> {
        ObjectNode object = Json.mapper().createObjectNode();
        random.ints(random.nextInt(6)).forEach(any -> object.set(text(), node(depth - 1)));
        yield object;
      }
    };
  }

  /** Of all that has to be written otherwise than it is, and of much that has not. */
  private String text() {
    String letters = "abyzABYZ019-_./ \"\\/\b\f\n\r\t\u0000\u0001\u001f\u007f\u0080äß€\u2028😀";
    int[] points = letters.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    random.ints(random.nextInt(7), 0, points.length).forEach(i -> text.appendCodePoint(points[i]));
    return text.toString();
  }
}
