package dev.headroom.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.document.InvalidDocumentException;
import dev.headroom.document.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A device is found by any of its names, the user's own profiles before the built-in ones. */
class ProfileCatalogTest {
  private static final String CHILD =
      """
      schema_version: 1
      extends: h100-sxm
      name: %s
      title: Mine
      aliases: [%s]
      """;

  @TempDir Path folder;

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name + ".yaml"), text);
  }

  @ParameterizedTest
  @CsvSource({
    "h100-sxm, h100-sxm",
    "h100, h100-sxm",
    "H100_SXM, h100-sxm",
    "NVIDIA/H100, h100-sxm",
    "a100_sxm, a100-80gb-sxm",
    "v5e, tpu-v5e",
    "TPU v2, tpu-v2",
    "EPYC 9654, epyc-9654",
  })
  void findsByNameAndAlias(String asked, String name) {
    assertThat(ProfileCatalog.builtIn().find(asked).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "h10, ' did you mean ''h100-sxm''?'",
    "h1000, ' did you mean ''h100-sxm''?'",
    "a100-80gb-sxn, ' did you mean ''a100-80gb-sxm''?'",
    "abacus, ''",
    "'', ''",
  })
  void namesTheNearestOfTheKnown(String asked, String hint) {
    assertThatThrownBy(() -> ProfileCatalog.builtIn().find(asked))
        .isInstanceOf(UnknownDeviceException.class)
        .hasMessageStartingWith(
            "unknown device '" + asked + "';" + hint + " known: a10, a100-40gb-sxm, ");
  }

  @Test
  void theUsersOwnComeFirst() throws IOException {
    write("mine", CHILD.formatted("mine", "my-h100, tpu-v2"));
    write("h100-sxm", CHILD.formatted("h100-sxm", "own") + "price: null\n");
    write("broken", "\t");
    ProfileCatalog catalog = ProfileCatalog.of(List.of(folder));
    assertThat(catalog.find("mine").identity().title()).isEqualTo("Mine");
    assertThat(catalog.find("MY_H100").name()).isEqualTo("mine");
    assertThat(catalog.find("tpu-v2").name()).isEqualTo("mine");
    assertThat(catalog.find("h100-sxm").price()).isEmpty();
    assertThat(catalog.find("h100-sxm").origin())
        .isEqualTo(folder.resolve("h100-sxm.yaml").toString());
    assertThat(catalog.names())
        .contains(
            new ProfileName("mine", List.of("my-h100", "tpu-v2"), folder.toString()),
            new ProfileName("broken", List.of(), folder.toString()),
            new ProfileName("l40s", List.of("l40s-48gb", "nvidia/l40s"), "built-in"));
    assertThat(catalog.names().stream().filter(name -> name.name().equals("h100-sxm"))).hasSize(1);
    assertThatThrownBy(() -> catalog.find("broken")).isInstanceOf(InvalidDocumentException.class);
  }

  @Test
  void aFileMayExtendItsNeighbour() throws IOException {
    write("base", CHILD.formatted("base", "") + "power: {tdp: {value: 500 W, source: lockwood}}\n");
    write("tuned", CHILD.replace("h100-sxm", "base").formatted("tuned", ""));
    DeviceProfile tuned = ProfileCatalog.builtIn().find(folder.resolve("tuned.yaml").toString());
    assertThat(tuned.powerWatts()).hasValue(500);
    assertThat(tuned.bandwidthBytesPerSecond()).isEqualTo(3.35e12);
  }

  @Test
  void readsADocumentFromAnywhere() {
    String text = CHILD.formatted("h100-sxm", "mine");
    DeviceProfile own = ProfileCatalog.builtIn().read(YamlReader.read("h100-sxm.yaml", text));
    assertThat(own.identity().aliases()).containsExactly("mine");
    assertThat(own.capacityBytes()).isEqualTo(85899345920.0);
  }

  @Test
  void refusesAFolderThatIsNone() {
    assertThatThrownBy(() -> ProfileCatalog.of(List.of(folder.resolve("gone"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no such folder of profiles: " + folder.resolve("gone"));
    assertThatThrownBy(() -> ProfileCatalog.builtIn().find("gone/gone.yaml"))
        .hasMessage("gone/gone.yaml: no such file");
  }

  @Test
  void theUserFolderFollowsTheEnvironment() throws IOException {
    Path configured = Files.createDirectories(folder.resolve("xdg/headroom/profiles"));
    Path usual = Files.createDirectories(folder.resolve("home/.config/headroom/profiles"));
    Path home = folder.resolve("home");
    assertThat(UserFolder.existing(Map.of(), home)).containsExactly(usual);
    assertThat(UserFolder.existing(Map.of("XDG_CONFIG_HOME", "relative"), home))
        .containsExactly(usual);
    assertThat(
            UserFolder.existing(Map.of("XDG_CONFIG_HOME", folder.resolve("xdg").toString()), home))
        .containsExactly(configured);
    assertThat(UserFolder.existing(Map.of(), folder)).isEmpty();
  }
}
