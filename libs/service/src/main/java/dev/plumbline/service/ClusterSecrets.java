package dev.plumbline.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ApiResource;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.RequestLimits;
import dev.plumbline.cluster.WatchListener;
import dev.plumbline.service.clusters.ClusterRoster;
import dev.plumbline.service.clusters.ClusterSecret;
import dev.plumbline.service.clusters.ClusterSecret.Form;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the Secrets that name clusters, from the first question on: a service that knows only the
 * control cluster needs no right to see them.
 */
final class ClusterSecrets {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterSecrets.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ApiResource SECRETS =
      new ApiResource("", "v1", "Secret", "secrets", true, Set.of("list", "watch"));

  private final ClusterClient control;
  private final String namespace;
  private final RequestLimits limits;
  private final Consumer<Set<String>> changed;
  private final ClusterRoster roster;
  private final Set<Form> listed = EnumSet.noneOf(Form.class);
  private boolean started;
  private @Nullable ClusterException failure;

  /**
   * @param limits of a cluster whose Secret gives none
   * @param changed is told the names and URLs that may mean something else now, in order
   */
  ClusterSecrets(
      ClusterClient control,
      String namespace,
      RequestLimits limits,
      Consumer<Set<String>> changed) {
    this.control = control;
    this.namespace = namespace;
    this.limits = limits;
    this.changed = changed;
    this.roster = new ClusterRoster(namespace);
  }

  synchronized void start() {
    if (!started) {
      started = true;
      for (Form form : Form.values()) {
        control.watch(SECRETS, namespace, form.selector(), false, new Follower(form));
      }
    }
  }

  /**
   * The one Secret that names a cluster; waits until they were listed once.
   *
   * @throws ClusterException as {@link ClusterRoster#find} does, or why they cannot be listed
   */
  synchronized ClusterSecret find(String text) throws ClusterException {
    start();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (listed.size() < Form.values().length) {
      ClusterException why = failure;
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (why != null || left <= 0) {
        throw unreadable(why);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unreadable(null);
      }
    }
    return roster.find(text);
  }

  private static ClusterException unreadable(@Nullable ClusterException why) {
    return new ClusterException(
        why == null ? Reason.TIMEOUT : why.reason(),
        why == null ? 0 : why.status(),
        "the Secrets that name clusters cannot be read"
            + (why == null ? " in time" : ": " + why.getMessage()));
  }

  synchronized Map<String, ClusterSecret> usable() {
    return roster.usable();
  }

  private void told(Set<String> names) {
    if (!names.isEmpty()) {
      changed.accept(names);
    }
  }

  private ClusterSecret read(ObjectNode object, Form form) {
    ClusterSecret secret = ClusterSecret.of(object, form, limits);
    if (!secret.refusal().isEmpty()) {
      LOG.warn(
          "A Secret of a cluster cannot be used secret={} cluster={} cause=\"{}\"",
          secret.secret(),
          secret.name(),
          secret.refusal());
    }
    return secret;
  }

  private final class Follower implements WatchListener<ClusterSecret> {

    private final Form form;

    Follower(Form form) {
      this.form = form;
    }

    @Override
    public ClusterSecret reduce(ObjectNode object) {
      return read(object, form);
    }

    @Override
    public void synced(List<ClusterSecret> all) {
      Set<String> names;
      synchronized (ClusterSecrets.this) {
        names = roster.replace(form, all);
        listed.add(form);
        failure = null;
        ClusterSecrets.this.notifyAll();
      }
      told(names);
    }

    @Override
    public void changed(ObjectNode object) {
      ClusterSecret secret = read(object, form);
      Set<String> names;
      synchronized (ClusterSecrets.this) {
        names = roster.put(form, secret);
      }
      told(names);
    }

    @Override
    public void deleted(ObjectNode object) {
      Set<String> names;
      synchronized (ClusterSecrets.this) {
        names = roster.remove(form, object.path("metadata").path("name").asText());
      }
      told(names);
    }

    @Override
    public void failing(ClusterException why) {
      synchronized (ClusterSecrets.this) {
        failure = why;
        ClusterSecrets.this.notifyAll();
      }
    }
  }
}
