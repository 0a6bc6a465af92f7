package dev.headroom.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.document.InvalidDocumentException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models are found by name, alias and path, the user's own before the built-in. */
class ModelCatalogTest {
  private static final String OWN =
      """
      {"model_type": "llama", "hidden_size": 256, "num_hidden_layers": 2, "vocab_size": 1000,
       "num_attention_heads": 4, "intermediate_size": 512, "max_position_embeddings": 128,
       "torch_dtype": "bfloat16"}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "llama-2-7b, llama-2-7b",
    "Llama-2 7B, llama-2-7b",
    "LLAMA_2_7B, llama-2-7b",
    "meta-llama/Llama-2-7b-hf, llama-2-7b",
    "Llama-2-7b-hf, llama-2-7b",
    "llama-3.1-8b, llama-3-1-8b",
    "deepseek-v3, deepseek-v3-671b",
    "starcoder, starcoder-15-5b",
    "shazeer-wmt, shazeer-wmt-mha",
    "shazeer-lm1b, shazeer-lm1b-mha"
  })
  void findsByNameAndAlias(String wanted, String preset) {
    assertThat(ModelCatalog.builtIn().find(wanted).model().name()).isEqualTo(preset);
  }

  @Test
  void namesTheNearestAndAllKnown() {
    ModelCatalog catalog = ModelCatalog.builtIn();
    assertThatThrownBy(() -> catalog.find("lama-2-7b"))
        .isInstanceOf(UnknownModelException.class)
        .hasMessage(
            "unknown model 'lama-2-7b'; did you mean 'llama-2-7b'? known: "
                + String.join(", ", catalog.names()));
    assertThatThrownBy(() -> catalog.find("meta-lama/Llama-2-13b-hf"))
        .hasMessageStartingWith(
            "unknown model 'meta-lama/Llama-2-13b-hf'; did you mean 'llama-2-13b'? known: ");
    assertThatThrownBy(() -> catalog.find("zzzzzz"))
        .hasMessageStartingWith("unknown model 'zzzzzz'; known: deepseek-v2-236b, ");
  }

  @Test
  void takesPathsForFiles() throws IOException {
    Path file = Files.writeString(folder.resolve("tiny.json"), OWN);
    Path inFolder = Files.createDirectory(folder.resolve("Tiny-Model")).resolve("config.json");
    Files.writeString(inFolder, OWN);
    ModelCatalog catalog = ModelCatalog.builtIn();
    ImportedModel tiny = catalog.find(file.toString());
    assertThat(tiny.model().name()).isEqualTo("tiny");
    assertThat(tiny.model().source()).isEqualTo(file.toString());
    assertThat(tiny.dataType()).contains(DataType.BF16);
    assertThat(tiny.origin().publishedParameters()).isEmpty();
    assertThat(catalog.find(inFolder.toString()).model().name()).isEqualTo("Tiny-Model");
    assertThat(catalog.find(folder.resolve("Tiny-Model").toString()).model().name())
        .isEqualTo("Tiny-Model");
    assertThatThrownBy(() -> catalog.find("no-such-folder/x.json"))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage("no-such-folder/x.json: no such file");
  }

  @Test
  void findsTheUsersOwnFirst() throws IOException {
    Files.writeString(folder.resolve("llama-2-7b.json"), OWN);
    Files.writeString(folder.resolve("Mine.json"), OWN);
    ModelCatalog catalog = ModelCatalog.of(List.of(folder));
    assertThat(catalog.find("llama-2-7b").model().modelDim()).isEqualTo(256);
    assertThat(catalog.find("mine").model().modelDim()).isEqualTo(256);
    assertThat(catalog.names()).startsWith("llama-2-7b", "mine").doesNotHaveDuplicates();
    assertThatThrownBy(() -> ModelCatalog.of(List.of(folder.resolve("none"))))
        .hasMessage("no such folder of models: " + folder.resolve("none"));
  }

  /** The index is what lets one preset be found without opening all: it must say the same. */
  @Test
  void indexNamesWhatTheFilesSay() throws IOException, URISyntaxException {
    URI index = Objects.requireNonNull(ModelCatalog.class.getResource("models/index.txt")).toURI();
    Path presets = Objects.requireNonNull(Path.of(index).getParent());
    List<String> expected = new ArrayList<>();
    try (Stream<Path> files = Files.list(presets)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        ImportedModel preset = ModelReader.read(file);
        List<String> names = new ArrayList<>(List.of(preset.model().name()));
        names.addAll(preset.origin().aliases());
        expected.add(String.join(" ", names));
      }
    }
    assertThat(Files.readAllLines(presets.resolve("index.txt")))
        .isEqualTo(expected.stream().sorted().toList());
  }

  /** A preset's name follows from its title; no two presets answer to one name. */
  @Test
  void namesFollowTheTitlesAndAreUnique() {
    ModelCatalog catalog = ModelCatalog.builtIn();
    Map<String, String> owners = new HashMap<>();
    for (String name : catalog.names()) {
      ModelOrigin origin = catalog.find(name).origin();
      assertThat(plain(origin.title())).isEqualTo(name);
      List<String> all = new ArrayList<>(origin.aliases());
      all.add(name);
      for (String alias : all) {
        assertThat(catalog.find(alias).model().name()).as(alias).isEqualTo(name);
        String owner = owners.put(plain(alias.replaceFirst(".*/", "")), name);
        assertThat(owner == null || owner.equals(name)).as(alias).isTrue();
      }
    }
  }

  private static String plain(String title) {
    String hyphens = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return hyphens.replaceAll("^-+", "").replaceAll("-+$", "");
  }
}
