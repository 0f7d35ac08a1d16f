package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Store;
import dev.plumbline.sandbox.store.Stored;
import dev.plumbline.sandbox.store.Subscription;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lists and watches. */
final class Reading {

  private static final long BOOKMARK_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Store store;
  private final Clock clock;
  private final BooleanSupplier stopping;

  Reading(Store store, Clock clock, BooleanSupplier stopping) {
    this.store = store;
    this.clock = clock;
    this.stopping = stopping;
  }

  /** Which objects a request is about. */
  private record Selection(Predicate<JsonNode> labels, Predicate<JsonNode> fields, String name) {
    static Selection of(Resource resource, Call call, String name) {
      return new Selection(
          LabelSelector.parse(call.query("labelSelector")),
          FieldSelector.parse(resource, call.query("fieldSelector")),
          name);
    }

    boolean test(Stored stored) {
      return (name.isEmpty() || stored.key().name().equals(name))
          && labels.test(stored.metadata().path("labels"))
          && fields.test(stored.object());
    }
  }

  List<Stored> select(Resource resource, String namespace, Call call) {
    Selection selection = Selection.of(resource, call, "");
    return store.list(resource.groupResource(), namespaceOf(resource, namespace)).objects().stream()
        .filter(selection::test)
        .toList();
  }

  private static String namespaceOf(Resource resource, String namespace) {
    return resource.namespaced() ? namespace : "";
  }

  void list(Resource resource, String namespace, Call call) throws IOException {
    Selection selection = Selection.of(resource, call, "");
    Store.Snapshot snapshot =
        store.list(resource.groupResource(), namespaceOf(resource, namespace));
    long limit = number(call.query("limit"), 0);
    String start = continuation(call.query("continue"));
    List<Stored> page = new ArrayList<>();
    long remaining = 0;
    for (Stored stored : snapshot.objects()) {
      String place = stored.key().namespace() + "/" + stored.key().name();
      if (place.compareTo(start) > 0 && selection.test(stored)) {
        if (limit > 0 && page.size() >= limit) {
          remaining++;
        } else {
          page.add(stored);
        }
      }
    }
    ObjectNode metadata = Json.object().put("resourceVersion", String.valueOf(snapshot.version()));
    if (remaining > 0) {
      Stored last = page.get(page.size() - 1);
      metadata.put("continue", token(last.key().namespace() + "/" + last.key().name()));
      metadata.put("remainingItemCount", remaining);
    }
    byte[] body = call.representation().list(resource, page, metadata, clock.instant());
    call.answer(200, "application/json", body);
  }

  private static String token(String place) {
    return Base64.getUrlEncoder().encodeToString(place.getBytes(StandardCharsets.UTF_8));
  }

  private static String continuation(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiError.badRequest("continue key is not valid: " + token);
    }
  }

  private static long number(String text, long absent) {
    if (text.isEmpty()) {
      return absent;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ApiError.badRequest("not a number: " + text);
    }
  }

  /** Streams changes until the client goes, the time is up, or the server stops. */
  void watch(Resource resource, String namespace, String name, Call call) throws IOException {
    if (call.flag("sendInitialEvents")) {
      throw ApiError.badRequest(
          "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
    }
    Selection selection = Selection.of(resource, call, name);
    String from = call.query("resourceVersion");
    boolean initial = from.isEmpty() || from.equals("0");
    Watch watch = new Watch(resource, namespaceOf(resource, namespace), selection, call);
    Store.Snapshot snapshot =
        initial ? store.list(resource.groupResource(), watch.namespace) : null;
    long since = snapshot == null ? number(from, 0) : snapshot.version();
    Subscription subscription;
    try {
      subscription = store.subscribe(resource.groupResource(), since);
    } catch (Store.Expired e) {
      try (OutputStream out = call.stream()) {
        watch.send(out, "ERROR", ApiError.expired(String.valueOf(e.getMessage())).status());
      }
      return;
    }
    try (subscription;
        OutputStream out = call.stream()) {
      out.flush();
      if (snapshot != null) {
        for (Stored stored : snapshot.objects()) {
          if (selection.test(stored)) {
            watch.send(out, "ADDED", stored);
          }
        }
      }
      watch.follow(subscription, out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Watch {
    private final Resource resource;
    private final String namespace;
    private final Selection selection;
    private final Representation representation;
    private final boolean bookmarks;
    private final long timeoutNanos;
    private boolean first = true;

    Watch(Resource resource, String namespace, Selection selection, Call call) {
      this.resource = resource;
      this.namespace = namespace;
      this.selection = selection;
      this.representation = call.representation();
      this.bookmarks = call.flag("allowWatchBookmarks");
      long seconds =
          number(call.query("timeoutSeconds"), ThreadLocalRandom.current().nextLong(1800, 3600));
      this.timeoutNanos = TimeUnit.SECONDS.toNanos(seconds);
    }

    void follow(Subscription subscription, OutputStream out)
        throws IOException, InterruptedException {
      long start = System.nanoTime();
      long marked = start;
      while (subscription.isOpen() && !stopping.getAsBoolean()) {
        long left = timeoutNanos - (System.nanoTime() - start);
        if (left <= 0) {
          return;
        }
        long wait = Math.min(500, TimeUnit.NANOSECONDS.toMillis(left) + 1);
        Change change = subscription.poll(wait);
        if (change != null) {
          send(out, change);
        } else if (bookmarks && System.nanoTime() - marked > BOOKMARK_NANOS) {
          marked = System.nanoTime();
          bookmark(out, subscription.progress());
        }
      }
    }

    private void send(OutputStream out, Change change) throws IOException {
      Stored now = change.now();
      if (!namespace.isEmpty() && !now.key().namespace().equals(namespace)) {
        return;
      }
      Stored before = change.before();
      boolean was = before != null && selection.test(before);
      boolean is = change.kind() != Change.Kind.DELETED && selection.test(now);
      if (is) {
        send(out, was ? "MODIFIED" : "ADDED", now);
      } else if (before != null && was && change.kind() == Change.Kind.DELETED) {
        send(out, "DELETED", now);
      } else if (before != null && was) {
        // It left the selection: the client sees the object that it knew, at the version of the
        // change.
        ObjectNode last = Objects.inVersion(resource, before.object()).deepCopy();
        Json.child(last, "metadata").put("resourceVersion", String.valueOf(now.version()));
        send(out, "DELETED", representation.one(resource, last, clock.instant(), first));
      }
    }

    void send(OutputStream out, String type, Stored stored) throws IOException {
      if (representation.form() == Representation.Form.FULL) {
        write(out, type, Representation.bytes(resource, stored));
      } else {
        JsonNode object = Objects.inVersion(resource, stored.object());
        send(out, type, representation.one(resource, object, clock.instant(), first));
        first = false;
      }
    }

    void send(OutputStream out, String type, JsonNode object) throws IOException {
      write(out, type, Json.bytes(object));
    }

    private void write(OutputStream out, String type, byte[] object) throws IOException {
      byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8);
      byte[] line = new byte[head.length + object.length + 2];
      System.arraycopy(head, 0, line, 0, head.length);
      System.arraycopy(object, 0, line, head.length, object.length);
      line[line.length - 2] = '}';
      line[line.length - 1] = '\n';
      out.write(line);
      out.flush();
    }

    private void bookmark(OutputStream out, long version) throws IOException {
      ObjectNode object =
          Json.object().put("kind", resource.kind()).put("apiVersion", resource.apiVersion());
      object
          .putObject("metadata")
          .put("resourceVersion", String.valueOf(version))
          .putNull("creationTimestamp");
      @Nullable JsonNode sent = object;
      if (representation.form() == Representation.Form.METADATA) {
        sent = Representation.metadataOf(object);
      } else if (representation.form() == Representation.Form.TABLE) {
        sent = representation.one(resource, object, clock.instant(), first);
      }
      send(out, "BOOKMARK", sent);
    }
  }
}
