package dev.plumbline.charts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a registry has under a tag or a digest.
 *
 * @param digest its own, in hex
 */
record OciManifest(String digest, JsonNode json) {

  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String CONFIG = "application/vnd.cncf.helm.config.v1+json";
  private static final List<String> CHART =
      List.of("application/vnd.cncf.helm.chart.content.v1.tar+gzip", "application/tar+gzip");
  private static final String PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov";
  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A part of it, stored by its digest. */
  record Part(String digest, long size) {}

  static OciManifest read(byte[] bytes, String shown) {
    try {
      return new OciManifest(Digests.of(bytes), JSON.readTree(bytes));
    } catch (IOException e) {
      throw corrupt(shown, "it is not JSON");
    }
  }

  /** The manifests that an index lists; empty when it is no index. */
  List<String> listed(String shown) {
    List<String> digests = new ArrayList<>();
    for (JsonNode each : json.path("manifests")) {
      digests.add(digest(each, shown));
    }
    return digests;
  }

  boolean isChart() {
    return json.path("config").path("mediaType").asText().equals(CONFIG);
  }

  Part chart(String shown) {
    if (!isChart()) {
      String config = json.path("config").path("mediaType").asText("nothing");
      throw corrupt(
          shown, "it is no Helm chart but " + Shown.quoted(config) + "; expected " + CONFIG);
    }
    for (String type : CHART) {
      Part part = part(type, shown);
      if (part != null) {
        return part;
      }
    }
    throw corrupt(shown, "it has no layer of type " + CHART.get(0));
  }

  Optional<Part> provenance(String shown) {
    return Optional.ofNullable(part(PROVENANCE, shown));
  }

  private @Nullable Part part(String type, String shown) {
    for (JsonNode layer : json.path("layers")) {
      if (layer.path("mediaType").asText().equals(type)) {
        return new Part(digest(layer, shown), layer.path("size").asLong(-1));
      }
    }
    return null;
  }

  private static String digest(JsonNode descriptor, String shown) {
    var digest = DIGEST.matcher(descriptor.path("digest").asText());
    if (!digest.matches()) {
      throw corrupt(shown, "a part of it has no digest of the form sha256:…");
    }
    return digest.group(1);
  }

  private static ChartException corrupt(String shown, String why) {
    return new ChartException(
        ChartException.Reason.CORRUPT, shown + " is not the manifest of a chart: " + why);
  }
}
