package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are written, and files of the user's own that are found. */
class FilesTest {
  @TempDir Path folder;

  private Path profile(Path in, String name) throws IOException {
    Files.createDirectories(in);
    Path file = in.resolve(name + ".yaml");
    Files.writeString(
        file, "schema_version: 1\nextends: h100-sxm\nname: " + name + "\ntitle: My own device\n");
    return file;
  }

  private Path model(Path in, String name) throws IOException {
    Files.createDirectories(in);
    Path file = in.resolve(name + ".json");
    Files.writeString(
        file,
        """
        {"model_type": "llama", "hidden_size": 64, "vocab_size": 100, "num_hidden_layers": 2,
         "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 128,
         "max_position_embeddings": 512, "hidden_act": "silu", "tie_word_embeddings": false,
         "torch_dtype": "bfloat16"}
        """);
    return file;
  }

  @Test
  void resultsGoToAFileInsteadOfTheTerminal() throws IOException {
    Path file = folder.resolve("new/results.txt");
    Terminal terminal = Terminal.run("compare", "--out", file.toString());
    assertThat(terminal).isEqualTo(new Terminal(0, "", ""));
    assertThat(file).hasContent(Terminal.run("compare").out());
    try (Stream<Path> files = Files.list(folder.resolve("new"))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void theCommandInAFileCanBeRunAgain() throws IOException {
    Path file = folder.resolve("it's here.json");
    Terminal.run("estimate", "-o", "json", "--out", file.toString());
    assertThat(Files.readString(file))
        .contains("headroom estimate -o json --out '" + folder + "/it'\\\\''s here.json'");
  }

  @Test
  void aProfileOfOnesOwnIsFoundByItsFile() throws IOException {
    Path file = profile(folder, "my-device");
    Terminal terminal = Terminal.run("estimate", "-d", file.toString(), "-o", "csv");
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.out()).contains("\nmy-device,");
  }

  @Test
  void aProfileWithAnotherEndingTooIfItLooksLikeAFile() throws IOException {
    Path file = Files.move(profile(folder, "my-device"), folder.resolve("my-device.yml"));
    assertThat(Terminal.run("estimate", "-d", file.toString(), "-o", "csv").out())
        .contains("\nmy-device,");
    assertThat(Terminal.run("devices", "check", file.toString()).out()).startsWith(file + ": ok, ");
  }

  /** What a profile says of its own uncertainty is shown, drawn, and part of its fingerprint. */
  @Test
  void aNumberThatStatesItsSpread() throws IOException {
    Path file = profile(folder, "my-device");
    String number =
        """
        sources: {mine: {estimated: by eye}}
        memory: {device: {bandwidth: {value: 1 TB/s, source: mine%s}}}
        """;
    String text = Files.readString(file);
    Files.writeString(file, text + number.formatted(""));
    String before = Terminal.run("devices", "show", file.toString()).out();
    Files.writeString(file, text + number.formatted(", spread: 0.05"));
    String after = Terminal.run("devices", "show", file.toString()).out();
    assertThat(before).doesNotContain("±").contains("fingerprint");
    assertThat(after)
        .contains("1 TB/s ±5.00 %")
        .doesNotContain(before.substring(before.indexOf("fingerprint")).strip());
    String drawn = Terminal.run("sensitivity", "-d", file.toString(), "--interval").out();
    assertThat(drawn).contains("Drawn on my-device: memory.device.bandwidth ±5.00 %; no kernel");
  }

  /** Two files of one value an axis say what options with two values say. */
  @Test
  void twoScenariosAsFiles() throws IOException {
    String form =
        """
        schema_version: 1
        axes: {model: llama-2-7b, device: %s, batch_size: %s}
        """;
    Path first = Files.writeString(folder.resolve("a.yaml"), form.formatted("h100-sxm", 4));
    Path second = Files.writeString(folder.resolve("b.yaml"), form.formatted("h200-sxm", 8));
    Terminal files = Terminal.run("diff", first.toString(), second.toString(), "-o", "csv");
    Terminal options = Terminal.runLine("diff -m llama-2-7b -d h100-sxm,h200-sxm -b 4,8 -o csv");
    assertThat(files.err()).isEmpty();
    assertThat(files.out()).isEqualTo(options.out()).contains("\nbatch_size,4,8,attention,");
    Files.writeString(second, "schema_version: 1\naxes: {model: llama-2-7b}\n");
    assertThat(Terminal.run("diff", first.toString(), second.toString()).err())
        .startsWith("headroom: device: is said by the first file alone");
  }

  @Test
  void aProfileIsFoundInAFolderByItsName() throws IOException {
    profile(folder, "my-device");
    String[] show = {"devices", "show", "my_device", "--profiles", folder.toString()};
    assertThat(Terminal.run(show).out()).contains("My own device (my-device)");
    assertThat(Terminal.run("devices", "list", "--profiles", folder.toString()).out())
        .contains("my-device", "h100-sxm");
  }

  @Test
  void profilesAndModelsAreFoundInTheUsersFolder() throws IOException {
    profile(folder.resolve("headroom/profiles"), "my-device");
    model(folder.resolve("headroom/models"), "my-model");
    Map<String, String> variables = Map.of("XDG_CONFIG_HOME", folder.toString());
    Terminal terminal =
        Terminal.run(variables, "estimate", "-q", "-d", "my-device", "-m", "my-model", "-o", "csv");
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.out()).contains("\nmy-device,").contains(",my-model,");
  }

  /**
   * By hand: 2 layers of 2 KV heads of 16 wide keys and values, 2 bytes each: 256 bytes a token.
   */
  @Test
  void aConfigOfOnesOwn() throws IOException {
    Path file = model(folder, "config");
    Terminal terminal = Terminal.run("models", "show", file.toString(), "-q", "-o", "json");
    assertThat(terminal.status()).isZero();
    assertThat(terminal.out())
        .contains("\"kv_bytes_per_token_bf16\": 256,", "\"num_hidden_layers\": 2,");
  }

  @Test
  void oneBrokenFileHidesNoOther() throws IOException {
    Path good = profile(folder, "good");
    Path bad = folder.resolve("bad.yaml");
    Files.writeString(bad, "name: worse\n");
    Terminal list = Terminal.run("devices", "list", "--profiles", folder.toString(), "-o", "csv");
    assertThat(list.status()).isEqualTo(ExitStatus.BAD_FILE);
    assertThat(list.out()).contains("\ngood,", "\nh100-sxm,").doesNotContain("\nbad,");
    assertThat(list.err())
        .contains(bad + ":1:7 name: must be that of the file, 'bad', was 'worse'");
    Terminal check = Terminal.run("devices", "check", bad.toString(), good.toString());
    assertThat(check.status()).isEqualTo(ExitStatus.BAD_FILE);
    assertThat(check.out()).startsWith(good + ": ok, ");
    assertThat(check.err()).startsWith(bad + ":1:");
  }

  /** ASCII where it is promised. */
  @Test
  void nothingButAscii() {
    for (String format : new String[] {"table", "json", "jsonl"}) {
      for (String command : new String[] {"compare", "estimate", "explain", "devices list"}) {
        String out = Terminal.runLine(command + " --ascii -o " + format).out();
        assertThat(out.chars().filter(c -> c > 126)).as(command + " " + format).isEmpty();
      }
    }
  }

  @Test
  void anImportedModelIsFoundByItsNameFromThenOn() throws IOException {
    Path file = model(folder.resolve("some-model"), "config");
    Map<String, String> variables = Map.of("XDG_CONFIG_HOME", folder.resolve("conf").toString());
    Terminal imported = Terminal.run(variables, "models", "import", file.toString());
    Path kept = folder.resolve("conf/headroom/models/some-model.json");
    assertThat(imported.status()).isZero();
    assertThat(imported.err())
        .isEqualTo("kept as 'some-model' in " + kept + System.lineSeparator());
    // two layers of 2·64·16·(4+2) + 3·64·128 + 2·64, two tables of 6400 and a norm of 64
    assertThat(imported.out()).contains("86848 parameters");
    assertThat(kept).hasSameTextualContentAs(file);
    assertThat(Terminal.run(variables, "estimate", "-m", "some-model").status()).isZero();

    Terminal again = Terminal.run(variables, "models", "import", file.toString());
    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err())
        .contains("is there already; choose another name, or --replace it")
        .doesNotContain("Exception");
    assertThat(Terminal.run(variables, "models", "import", file.toString(), "--replace").status())
        .isZero();
  }

  @Test
  void aFileThatIsNoModelIsNotImported() throws IOException {
    Path file = folder.resolve("broken.json");
    Files.writeString(file, "{\"model_type\": \"mamba\"}");
    Terminal terminal =
        Terminal.run("models", "import", file.toString(), "--to", folder.resolve("to").toString());
    assertThat(terminal.status()).isEqualTo(3);
    assertThat(terminal.err()).contains("broken.json:1:16 model_type: 'mamba' cannot be modelled");
    assertThat(folder.resolve("to")).doesNotExist();
  }
}
