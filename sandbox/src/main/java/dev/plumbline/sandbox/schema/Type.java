package dev.plumbline.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a value: how it is compared, merged and owned. Types may refer to themselves, so
 * element and field types are resolved late.
 *
 * @param name the name in the type table, or empty for an anonymous type
 * @param kind what sort of value it is
 * @param scalar for a scalar: string, integer, number, boolean, bytes, quantity, intOrString, time,
 *     microTime or any
 * @param fields for a map: its declared fields
 * @param elementType for a list or for a map's undeclared fields
 * @param keys for a list: the fields that identify an item; empty for sets and atomic lists
 * @param atomic the value is owned and replaced as a whole
 */
public record Type(
    String name,
    Kind kind,
    String scalar,
    Map<String, Field> fields,
    @Nullable Supplier<Type> elementType,
    List<String> keys,
    boolean atomic) {

  /**
   * What sort of value. {@code DEDUCED} takes its sort from the value: maps granular, lists atomic.
   */
  public enum Kind {
    SCALAR,
    LIST,
    MAP,
    DEDUCED
  }

  /**
   * A declared field of a map.
   *
   * @param present an absent value is stored as an empty object, as a Go struct that is not a
   *     pointer would be
   * @param required an empty list or map is kept rather than dropped
   * @param omitZero zero values ("" 0 false) are dropped
   * @param defaultValue the schema's default
   * @param allowed the values permitted, empty when any
   * @param retainKeys a strategic merge drops the siblings of what a patch names
   * @param mergeKey for a list: the key a strategic merge matches items by; empty when primitive;
   *     null when it replaces
   * @param number the protobuf field number, 0 when there is none
   */
  public record Field(
      String name,
      Supplier<Type> type,
      boolean present,
      boolean required,
      boolean omitZero,
      @Nullable JsonNode defaultValue,
      List<String> allowed,
      boolean retainKeys,
      @Nullable String mergeKey,
      int number) {

    public Field {
      allowed = List.copyOf(allowed);
    }

    /** A field about which only its type is known. */
    public static Field of(String name, Supplier<Type> type, @Nullable JsonNode defaultValue) {
      return new Field(name, type, false, false, false, defaultValue, List.of(), false, null, 0);
    }
  }

  /** Anything: its shape is that of the value found. */
  public static final Type ANY =
      new Type("", Kind.DEDUCED, "any", Map.of(), () -> Type.any(), List.of(), false);

  private static final Type DEDUCED_MAP =
      new Type("", Kind.MAP, "", Map.of(), () -> Type.any(), List.of(), false);
  private static final Type DEDUCED_LIST =
      new Type("", Kind.LIST, "", Map.of(), () -> Type.any(), List.of(), true);
  private static final Type DEDUCED_SCALAR = scalar("any");

  public Type {
    fields = Map.copyOf(fields);
    keys = List.copyOf(keys);
  }

  private static Type any() {
    return ANY;
  }

  public static Type scalar(String name) {
    return new Type("", Kind.SCALAR, name, Map.of(), null, List.of(), false);
  }

  public static Type list(Supplier<Type> element, List<String> keys, boolean atomic) {
    return new Type("", Kind.LIST, "", Map.of(), element, keys, atomic);
  }

  public static Type map(Supplier<Type> element, boolean atomic) {
    return new Type("", Kind.MAP, "", Map.of(), element, List.of(), atomic);
  }

  public static Type struct(
      String name, Map<String, Field> fields, @Nullable Supplier<Type> others, boolean atomic) {
    return new Type(name, Kind.MAP, "", fields, others, List.of(), atomic);
  }

  public boolean isScalar() {
    return kind == Kind.SCALAR;
  }

  public boolean isList() {
    return kind == Kind.LIST;
  }

  public boolean isMap() {
    return kind == Kind.MAP;
  }

  public Type element() {
    return elementType == null ? ANY : elementType.get();
  }

  /** The type below a map's field, declared or not. */
  public Type field(String field) {
    Field declared = fields.get(field);
    return declared == null ? element() : declared.type().get();
  }

  /** Whether a map may have fields that it does not declare. */
  public boolean open() {
    return elementType != null;
  }

  /** This type, or for a deduced one the type of the value at hand. */
  public Type resolve(@Nullable JsonNode value) {
    if (kind != Kind.DEDUCED || value == null) {
      return this;
    }
    return value.isObject() ? DEDUCED_MAP : value.isArray() ? DEDUCED_LIST : DEDUCED_SCALAR;
  }

  /** As an atomic type: the whole value is one leaf. */
  public Type asAtomic() {
    return new Type(name, kind, scalar, fields, elementType, keys, true);
  }
}
