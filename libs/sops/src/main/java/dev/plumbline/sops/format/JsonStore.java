package dev.plumbline.sops.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.SopsLimits;
import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Entry;
import dev.plumbline.sops.tree.Items;
import dev.plumbline.sops.tree.Pair;
import dev.plumbline.sops.tree.Scalar;
import dev.plumbline.sops.tree.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One object; whole numbers stay exact. */
final class JsonStore implements Store {

  private final SopsLimits limits;
  private final JsonFactory factory;

  JsonStore(SopsLimits limits) {
    this.limits = limits;
    this.factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.maxDepth() + 1)
                    .maxStringLength(limits.maxBytes())
                    .build())
            .build();
  }

  @Override
  public Documents read(byte[] bytes) throws SopsException {
    return Documents.nested(List.of(document(Store.decode(bytes))));
  }

  @Override
  public byte[] write(List<Branch> documents) throws SopsException {
    if (documents.size() != 1) {
      throw Store.malformed("it has several documents, and JSON holds one");
    }
    return JsonWriter.write(documents.get(0)).getBytes(StandardCharsets.UTF_8);
  }

  private Branch document(String text) throws SopsException {
    try (JsonParser tokens = factory.createParser(text)) {
      if (tokens.nextToken() != JsonToken.START_OBJECT) {
        throw Store.malformed("it must be one JSON object");
      }
      Branch document = object(tokens, new ValueBudget(limits), 1);
      if (tokens.nextToken() != null) {
        throw Store.malformed(line(tokens), "there is something behind the end of the object");
      }
      return document;
    } catch (JsonProcessingException e) {
      throw Store.malformed(
          e.getLocation() == null ? 1 : e.getLocation().getLineNr(), "this is not JSON");
    } catch (IOException e) {
      throw Store.malformed("it is not JSON that can be read");
    }
  }

  private static Branch object(JsonParser tokens, ValueBudget budget, int depth)
      throws IOException, SopsException {
    List<Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    while (tokens.nextToken() == JsonToken.FIELD_NAME) {
      String key = tokens.currentName();
      if (!keys.add(key)) {
        throw Store.malformed(line(tokens), "the key '" + key + "' is there already");
      }
      tokens.nextToken();
      entries.add(new Pair(key, value(tokens, budget, depth + 1)));
    }
    return new Branch(entries);
  }

  private static Value value(JsonParser tokens, ValueBudget budget, int depth)
      throws IOException, SopsException {
    budget.add(depth);
    return switch (tokens.currentToken()) {
      case START_OBJECT -> object(tokens, budget, depth);
      case START_ARRAY -> {
        List<Value> items = new ArrayList<>();
        while (tokens.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(tokens, budget, depth + 1));
        }
        yield new Items(items);
      }
      case VALUE_STRING -> Scalar.of(tokens.getText());
      case VALUE_TRUE -> Scalar.of(true);
      case VALUE_FALSE -> Scalar.of(false);
      case VALUE_NUMBER_INT ->
          tokens.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? finite(tokens)
              : Scalar.of(tokens.getLongValue());
      case VALUE_NUMBER_FLOAT -> finite(tokens);
      default -> Scalar.NULL;
    };
  }

  private static Scalar finite(JsonParser tokens) throws IOException, SopsException {
    double number = tokens.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw Store.malformed(line(tokens), "the number is too large");
    }
    return Scalar.of(number);
  }

  private static int line(JsonParser tokens) {
    return tokens.currentTokenLocation().getLineNr();
  }
}
