package dev.plumbline.manifests.directory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.manifests.RenderLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads files of one or several JSON values, with the lines of their objects; doubled keys are
 * refused.
 */
final class JsonDocuments {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser tokens;
  private final NodeBudget budget;
  private Map<JsonNode, Integer> lines = new IdentityHashMap<>();

  private JsonDocuments(JsonParser tokens, RenderLimits limits) {
    this.tokens = tokens;
    this.budget = new NodeBudget(limits);
  }

  /**
   * Every value of a file.
   *
   * @throws SyntaxException with line, column and reason
   */
  static List<Document> read(String text, RenderLimits limits) throws SyntaxException {
    try (JsonParser tokens = Json.mapper().getFactory().createParser(text)) {
      return new JsonDocuments(tokens, limits).documents();
    } catch (JsonProcessingException e) {
      String message = withoutTokens(String.valueOf(e.getOriginalMessage()));
      throw e.getLocation() == null
          ? SyntaxException.inFile(message)
          : SyntaxException.at(e.getLocation().getLineNr(), e.getLocation().getColumnNr(), message);
    } catch (IOException e) {
      throw SyntaxException.inFile("this is not JSON that can be read");
    }
  }

  /** A token that a message quotes may be a secret that somebody forgot to put in quotes. */
  private static String withoutTokens(String message) {
    return message.startsWith("Unrecognized token")
        ? "expected text in double quotes, a number, an object, an array, true, false or null"
        : message.replaceAll("'[^']{2,}'", "'…'");
  }

  private List<Document> documents() throws IOException, SyntaxException {
    List<Document> documents = new ArrayList<>();
    for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
      lines = new IdentityHashMap<>();
      int line = line();
      documents.add(new Document(node(token, 1), line, lines));
    }
    return documents;
  }

  private JsonNode node(JsonToken token, int depth) throws IOException, SyntaxException {
    budget.add(depth, line());
    return switch (token) {
      case START_OBJECT -> object(depth);
      case START_ARRAY -> array(depth);
      case VALUE_STRING -> TextNode.valueOf(tokens.getText());
      case VALUE_TRUE, VALUE_FALSE -> BooleanNode.valueOf(token == JsonToken.VALUE_TRUE);
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> decimal();
      default -> NullNode.getInstance();
    };
  }

  private ObjectNode object(int depth) throws IOException, SyntaxException {
    ObjectNode object = NODES.objectNode();
    lines.put(object, line());
    while (tokens.nextToken() == JsonToken.FIELD_NAME) {
      String key = tokens.currentName();
      if (object.has(key)) {
        throw at("the key '" + key + "' is there already");
      }
      object.set(key, node(tokens.nextToken(), depth + 1));
    }
    return object;
  }

  private ArrayNode array(int depth) throws IOException, SyntaxException {
    ArrayNode array = NODES.arrayNode();
    lines.put(array, line());
    for (JsonToken token = tokens.nextToken();
        token != JsonToken.END_ARRAY;
        token = tokens.nextToken()) {
      array.add(node(token, depth + 1));
    }
    return array;
  }

  private JsonNode integer() throws IOException {
    return tokens.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? Scalars.number(tokens.getDoubleValue())
        : Scalars.number(tokens.getLongValue());
  }

  private JsonNode decimal() throws IOException, SyntaxException {
    double value = tokens.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw at("the number is too large");
    }
    return Scalars.number(value);
  }

  private SyntaxException at(String message) {
    return SyntaxException.at(line(), tokens.currentTokenLocation().getColumnNr(), message);
  }

  private int line() {
    return tokens.currentTokenLocation().getLineNr();
  }
}
