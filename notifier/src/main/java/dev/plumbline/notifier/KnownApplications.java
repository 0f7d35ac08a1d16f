package dev.plumbline.notifier;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.service.ResourceView;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The {@code Application}s as our own watch shows them. An event may be faster than the watch: then
 * its application is waited for, a little.
 */
final class KnownApplications {

  private static final int GONE_REMEMBERED = 10_000;

  private final ResourceView<Application> view;
  private final Map<String, CompletableFuture<Optional<Application>>> awaited =
      new ConcurrentHashMap<>();
  private final Set<String> gone =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > GONE_REMEMBERED;
                }
              }));

  KnownApplications(ResourceView<Application> view) {
    this.view = view;
  }

  /** Whether that very application is there. */
  boolean isThere(ApplicationKey key, String uid) {
    return find(key, uid).isPresent();
  }

  private Optional<Application> find(ApplicationKey key, String uid) {
    return view.get(key.namespace(), key.name()).filter(a -> a.uid().equals(uid));
  }

  /** That very application, now or within the patience; empty when it does not appear. */
  CompletionStage<Optional<Application>> await(ApplicationKey key, String uid, Duration patience) {
    Optional<Application> now = find(key, uid);
    if (now.isPresent() || patience.isNegative() || patience.isZero() || gone.contains(uid)) {
      return CompletableFuture.completedFuture(now);
    }
    CompletableFuture<Optional<Application>> seen =
        awaited.computeIfAbsent(uid, each -> new CompletableFuture<>());
    find(key, uid).ifPresent(found -> seen.complete(Optional.of(found)));
    return seen.completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((found, failure) -> awaited.remove(uid, seen));
  }

  /** Takes note of a change. */
  void changed(ResourceView.Change<Application> change) {
    Application before = change.before();
    Application after = change.after();
    if (before != null && (after == null || !after.uid().equals(before.uid()))) {
      gone.add(before.uid());
      answer(before.uid(), Optional.empty());
    }
    if (after != null) {
      answer(after.uid(), Optional.of(after));
    }
  }

  private void answer(String uid, Optional<Application> found) {
    CompletableFuture<Optional<Application>> waiting = awaited.get(uid);
    if (waiting != null) {
      waiting.complete(found);
    }
  }
}
