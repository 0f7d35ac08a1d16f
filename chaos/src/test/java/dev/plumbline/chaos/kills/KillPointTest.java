package dev.plumbline.chaos.kills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.testkit.harness.Fleet;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KillPointTest {

  @ParameterizedTest
  @EnumSource
  void isOneMethodWithABody(KillPoint point) throws ClassNotFoundException {
    Class<?> type = Class.forName(point.effect().type(), false, getClass().getClassLoader());

    List<Method> methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> method.getName().equals(point.effect().method()))
            .filter(method -> method.getParameterCount() == point.effect().parameters())
            .filter(method -> !method.isSynthetic() && !Modifier.isAbstract(method.getModifiers()))
            .toList();

    assertThat(methods).hasSize(1);
  }

  @Test
  void everyServiceHasSome() {
    assertThat(Arrays.stream(KillPoint.values()).map(KillPoint::role).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(Fleet.ROLES);
  }
}
