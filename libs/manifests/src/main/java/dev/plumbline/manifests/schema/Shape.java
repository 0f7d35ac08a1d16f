package dev.plumbline.manifests.schema;

import java.util.Map;

/**
 * Which fields a value may have, all that is kept of its schema. Other shapes are told by their
 * index in a {@link ShapeTable}.
 *
 * @param fields an object's declared fields
 * @param others the shape of an object's other fields; {@link #NONE} where it may have no others
 * @param items the shape of a list's items
 */
record Shape(Map<String, Integer> fields, int others, int items) {

  /** The index of the shape that any value has. */
  static final int ANYTHING = 0;

  /** No shape: the field may not be there. */
  static final int NONE = -1;

  /** At {@link #ANYTHING} in every table. */
  static final Shape OF_ANYTHING = new Shape(Map.of(), ANYTHING, ANYTHING);

  Shape {
    fields = Map.copyOf(fields);
  }

  /** The shape of an object's field; {@link #NONE} when it is unknown. */
  int of(String field) {
    Integer declared = fields.get(field);
    return declared == null ? others : declared;
  }
}
