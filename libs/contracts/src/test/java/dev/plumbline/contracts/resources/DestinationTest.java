package dev.plumbline.contracts.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.resources.Application.Destination;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, in-cluster",
        "'', '', in-cluster",
        "edge, -, edge",
        "-, https://kubernetes.default.svc, in-cluster",
        "-, https://kubernetes.default.svc:443/, in-cluster",
        "-, https://Api.Edge.example:443/, https://api.edge.example",
        "-, https://api.edge.example:6443, https://api.edge.example:6443",
        "-, https://rancher.example/k8s/clusters/c-1/, https://rancher.example/k8s/clusters/c-1",
        "edge, https://api.edge.example, edge",
      })
  void isCalledByItsNameOrElseByItsServer(
      @Nullable String name, @Nullable String server, String cluster) {
    assertThat(new Destination(name, server, null).cluster()).isEqualTo(cluster);
  }

  @Test
  void whatIsNoUrlStaysAsItIs() {
    assertThat(ServerUrl.normal("Not a URL")).isEqualTo("Not a URL");
    assertThat(ServerUrl.normal("https://user@host/")).isEqualTo("https://user@host/");
  }
}
