package dev.plumbline.bench;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that an API server gets, by the verb that Kubernetes has for them. */
final class ApiRequests extends Filter {

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final LongAdder objectWrites = new LongAdder();
  private final LongAdder dryRuns = new LongAdder();
  private final LongAdder configMapReads = new LongAdder();
  private final LongAdder watchBytes = new LongAdder();
  private final LongAdder watchEvents = new LongAdder();

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    String verb =
        verb(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            exchange.getRequestURI().getQuery());
    counts.computeIfAbsent(verb, none -> new LongAdder()).increment();
    String query = exchange.getRequestURI().getQuery();
    if (query != null && query.contains("dryRun=")) {
      dryRuns.increment();
    } else if (writes(exchange.getRequestMethod(), exchange.getRequestURI().getPath())) {
      objectWrites.increment();
    }
    if (verb.equals("get") && exchange.getRequestURI().getPath().contains("/configmaps/")) {
      configMapReads.increment();
    }
    if (verb.equals("watch")) {
      exchange.setStreams(null, new Counted(exchange.getResponseBody()));
    }
    chain.doFilter(exchange);
  }

  /** Writes of objects other than Plumbline's own resources and leases so far. */
  long objectWrites() {
    return objectWrites.sum();
  }

  /** Writes that were asked for and not meant, so far. */
  long dryRuns() {
    return dryRuns.sum();
  }

  private static boolean writes(String method, String path) {
    return !method.equals("GET")
        && !path.contains("/apis/plumbline.dev/")
        && !path.contains("/leases/");
  }

  /** How often a ConfigMap was read by its name so far. */
  long configMapReads() {
    return configMapReads.sum();
  }

  /** What all watches were told so far, in bytes before compression of any kind. */
  long watchBytes() {
    return watchBytes.sum();
  }

  /** How many events that were. */
  long watchEvents() {
    return watchEvents.sum();
  }

  /** A watch's answer, one line an event. */
  private final class Counted extends FilterOutputStream {

    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      watchBytes.add(length);
      for (int i = from; i < from + length; i++) {
        if (bytes[i] == '\n') {
          watchEvents.increment();
        }
      }
    }
  }

  @Override
  public String description() {
    return "counts requests";
  }

  /** The counts so far. */
  Map<String, Long> counts() {
    Map<String, Long> now = new TreeMap<>();
    counts.forEach((verb, count) -> now.put(verb, count.sum()));
    return now;
  }

  static String verb(String method, String path, String query) {
    return switch (method) {
      case "GET" ->
          query != null && query.contains("watch=true")
              ? "watch"
              : namesObject(path) ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> path.contains("/leases/") ? "update lease" : "update";
      case "PATCH" -> path.contains("/leases/") ? "update lease" : "patch";
      default -> method.toLowerCase(Locale.ROOT);
    };
  }

  /** Leases are told apart: whoever leads renews one, however idle it is. */
  private static boolean namesObject(String path) {
    String[] parts = path.replaceFirst("^/t/[^/]+", "").substring(1).split("/", -1);
    int root = parts[0].equals("api") ? 2 : 3;
    int rest = parts.length - root;
    boolean namespaced = rest > 0 && parts[root].equals("namespaces") && rest > 2;
    return namespaced ? rest >= 4 : rest >= 2 || rest <= 0;
  }
}
