package dev.plumbline.sops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.sops.format.TreeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Encrypts anew with the tool that {@code -Dsops.command} names, whatever its version. */
@EnabledIfSystemProperty(named = "sops.command", matches = ".+")
class OfficialToolTest {

  @TempDir Path folder;

  static List<OfficialFile> files() {
    return OfficialFile.all();
  }

  @ParameterizedTest
  @MethodSource("files")
  void decryptsWhatItEncrypts(OfficialFile file) throws Exception {
    SopsFormat format = SopsFormat.ofName(file.fileName());
    Path clear = Files.write(folder.resolve(file.fileName()), file.expected());
    byte[] encrypted =
        run(
            "encrypt",
            "--input-type",
            format.optionName(),
            "--output-type",
            format.optionName(),
            "--age",
            String.join(",", OfficialFile.key("one").recipients()),
            clear.toString());

    byte[] decrypted = Sops.decrypt(encrypted, file.fileName(), OfficialFile.key("one")).bytes();

    if (format == SopsFormat.YAML) {
      assertThat(TreeText.ofYaml(decrypted)).isEqualTo(TreeText.ofYaml(file.expected()));
    } else {
      assertThat(decrypted).isEqualTo(file.expected());
    }
  }

  private byte[] run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(System.getProperty("sops.command")));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(errors, StandardCharsets.UTF_8)).isZero();
    return Files.readAllBytes(output);
  }
}
