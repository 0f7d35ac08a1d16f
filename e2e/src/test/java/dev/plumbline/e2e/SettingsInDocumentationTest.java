package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whatever can be set is told; of the classes that {@link ArchitectureTest} has read already. */
@AnalyzeClasses(packages = "dev.plumbline", importOptions = ImportOption.DoNotIncludeTests.class)
class SettingsInDocumentationTest {

  @ArchTest
  static void everySettingIsDocumented(JavaClasses all) throws IOException {
    String page = Files.readString(Path.of("../docs/configuration.md"));
    List<String> settings = new ArrayList<>();
    for (JavaClass type : all) {
      if (type.isAnnotatedWith(ConfigMapping.class)) {
        Class<?> mapping = type.reflect();
        settings.addAll(settings(mapping.getAnnotation(ConfigMapping.class).prefix(), mapping));
      }
    }
    assertThat(settings).hasSizeGreaterThan(30);
    assertThat(settings).allSatisfy(setting -> assertThat(page).contains("`" + setting + "`"));
  }

  private static List<String> settings(String prefix, Class<?> mapping) {
    List<String> names = new ArrayList<>();
    for (Method method : mapping.getDeclaredMethods()) {
      if (!Modifier.isAbstract(method.getModifiers())) {
        continue;
      }
      String name = prefix + "." + kebab(method.getName());
      if (method.getReturnType().isInterface()
          && method.getReturnType().getName().startsWith("dev.plumbline")) {
        names.addAll(settings(name, method.getReturnType()));
      } else {
        names.add(name);
      }
    }
    return names;
  }

  private static String kebab(String camel) {
    return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
