package dev.plumbline.notifier.model;

import static dev.plumbline.notifier.Samples.provider;
import static dev.plumbline.notifier.Samples.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.contracts.resources.NotificationRoute;
import dev.plumbline.contracts.resources.NotificationRoute.ApplicationSelector;
import dev.plumbline.contracts.resources.NotificationRoute.Subject;
import dev.plumbline.notifier.model.Routing.Audience;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {
  private static final ApplicationFacts WEB =
      new ApplicationFacts(
          new ApplicationKey("shop", "web-eu"), Map.of("team", "web"), "default", "in-cluster");
  private static final Map<String, NotificationProvider> PROVIDERS =
      Map.of(
          "shop/chat", provider("slack", "chat", "https://chat.example.com", null, null),
          "shop/pager", provider("pagerduty", "pager", null, "s", null),
          "shop/quiet", provider("slack", "quiet", "https://chat.example.com", null, true));

  @Test
  void severalRoutesToOneProviderTellItOnce() {
    Audience audience =
        audience(
            Subject.Drift,
            route("shop", List.of("pager", "chat"), null, null),
            route("shop", List.of("chat"), List.of(Subject.Drift), null));
    assertThat(audience.destinations()).containsExactly("shop/chat", "shop/pager");
  }

  @Test
  void withoutEventsARouteNamesAllTroubleAndNoConvergence() {
    NotificationRoute route = route("shop", List.of("chat"), null, null);
    assertThat(audience(Subject.SyncFailed, route).destinations()).containsExactly("shop/chat");
    assertThat(audience(Subject.ConvergenceReached, route)).isEqualTo(Audience.NOBODY);
  }

  @Test
  void aRouteIsForItsOwnNamespaceUnlessItSaysOtherwise() {
    assertThat(audience(Subject.Drift, route("other", List.of("chat"), null, null)))
        .isEqualTo(Audience.NOBODY);
    assertThat(
            audience(
                    Subject.Drift,
                    route("other", List.of("chat"), null, selector(List.of("sh*"), null, null)))
                .missing())
        .containsExactly("other/chat");
  }

  @Test
  void everyPartOfASelectorMustMatch() {
    assertThat(selected(null, List.of("web-*"), Map.of("team", "web"))).isTrue();
    assertThat(selected(null, List.of("db", "web-??"), null)).isTrue();
    assertThat(selected(null, List.of("db"), Map.of("team", "web"))).isFalse();
    assertThat(selected(null, null, Map.of("team", "db"))).isFalse();
    assertThat(selected(List.of("prod"), null, null)).isFalse();
  }

  @Test
  void whoIsSuspendedOrNotThereIsNotTold() {
    Audience audience =
        audience(Subject.Drift, route("shop", List.of("quiet", "nobody", "chat"), null, null));
    assertThat(audience)
        .isEqualTo(
            new Audience(List.of("shop/chat"), List.of("shop/nobody"), List.of("shop/quiet")));
  }

  @ParameterizedTest
  @CsvSource({
    "*,web,true",
    "web,web,true",
    "web,webs,false",
    "w*b,web,true",
    "w*b*,wabbc,true",
    "*-eu,web-eu,true",
    "*-eu,web-us,false",
    "w?b,web,true",
    "w?b,wb,false",
    "w.b,web,false",
    "a*a*a*a*a*a*b,aaaaaaaaaaaaaaaaaaaaaaaaaaaa,false"
  })
  void globs(String glob, String name, boolean matches) {
    assertThat(Routing.matches(glob, name)).isEqualTo(matches);
  }

  private static boolean selected(
      List<String> namespaces, List<String> names, Map<String, String> labels) {
    return !audience(
            Subject.Drift,
            route("shop", List.of("chat"), null, selector(namespaces, names, labels)))
        .destinations()
        .isEmpty();
  }

  private static ApplicationSelector selector(
      List<String> namespaces, List<String> names, Map<String, String> labels) {
    return new ApplicationSelector(namespaces, names, labels);
  }

  private static Audience audience(Subject subject, NotificationRoute... routes) {
    return Routing.audience(subject, WEB, List.of(routes), PROVIDERS);
  }
}
