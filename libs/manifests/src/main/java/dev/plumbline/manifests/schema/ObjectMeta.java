package dev.plumbline.manifests.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;

/** The metadata of every object, for definitions: they do not describe it. */
final class ObjectMeta {

  /** Its name among the schemas that a cluster publishes. */
  static final String COMPONENT = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

  /** The components that a definition's schema may be said to refer to. */
  static final JsonNode COMPONENTS =
      parse(
          """
          {"%s": {"properties": {
            "annotations": {},
            "creationTimestamp": {},
            "deletionGracePeriodSeconds": {},
            "deletionTimestamp": {},
            "finalizers": {},
            "generateName": {},
            "generation": {},
            "labels": {},
            "managedFields": {"items": {"properties": {
              "apiVersion": {}, "fieldsType": {}, "fieldsV1": {}, "manager": {}, "operation": {},
              "subresource": {}, "time": {}}}},
            "name": {},
            "namespace": {},
            "ownerReferences": {"items": {"properties": {
              "apiVersion": {}, "blockOwnerDeletion": {}, "controller": {}, "kind": {}, "name": {},
              "uid": {}}}},
            "resourceVersion": {},
            "selfLink": {},
            "uid": {}}}}
          """
              .formatted(COMPONENT));

  private ObjectMeta() {}

  private static JsonNode parse(String json) {
    try {
      return Json.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
