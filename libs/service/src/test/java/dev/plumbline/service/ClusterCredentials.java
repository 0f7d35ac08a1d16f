package dev.plumbline.service;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import dev.plumbline.sandbox.Sandbox;
import dev.plumbline.service.clusters.ClusterSecret.Form;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.util.Map;

/** What Secrets that name a sandbox as cluster {@code east} have, and a sandbox's door. */
final class ClusterCredentials {

  private ClusterCredentials() {}

  static Map<String, String> labels(Form form) {
    return switch (form) {
      case KUBECONFIG -> Map.of("plumbline.dev/secret-type", "cluster");
      case ARGO_CD -> Map.of("argocd.argoproj.io/secret-type", "cluster");
      case LABELLED -> Map.of("plumbline.dev/cluster", "east");
    };
  }

  /** The sandbox takes its own token in its URL; this one is for who stands before it. */
  static Map<String, String> values(Form form, Sandbox cluster, String token) {
    return switch (form) {
      case KUBECONFIG -> Map.of("name", "east", "kubeconfig", cluster.kubeconfigYaml());
      case LABELLED -> Map.of("kubeconfig", cluster.kubeconfigYaml());
      case ARGO_CD ->
          Map.of(
              "name",
              "east",
              "server",
              server(cluster),
              "config",
              "{\"bearerToken\": \"%s\"}".formatted(token));
    };
  }

  static String server(Sandbox cluster) {
    return Config.fromKubeconfig(cluster.kubeconfigYaml()).getMasterUrl().replaceAll("/$", "");
  }

  /** Lets in who has the token of the day, and counts lists. */
  static final class Door extends Filter {
    private volatile String accepted;
    private volatile int lists;

    Door(String accepted) {
      this.accepted = accepted;
    }

    void accept(String token) {
      accepted = token;
    }

    int lists() {
      return lists;
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
      String token = exchange.getRequestHeaders().getFirst("Authorization");
      if (!("Bearer " + accepted).equals(token)) {
        exchange.sendResponseHeaders(401, -1);
        exchange.close();
        return;
      }
      if (String.valueOf(exchange.getRequestURI().getQuery()).contains("limit=")) {
        count();
      }
      chain.doFilter(exchange);
    }

    private synchronized void count() {
      lists++;
    }

    @Override
    public String description() {
      return "door";
    }
  }
}
