package dev.plumbline.service;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** {@link PlumblineConfig} as a process has it that was given these settings. */
final class TestConfig {
  private TestConfig() {}

  static PlumblineConfig of(String... namesAndValues) {
    Map<String, String> settings = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      settings.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new SmallRyeConfigBuilder()
        .withMapping(PlumblineConfig.class)
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(PlumblineConfig.class);
  }
}
