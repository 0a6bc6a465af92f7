package dev.headroom.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.headroom.document.Mapping;
import dev.headroom.document.Node;
import dev.headroom.document.Scalar;
import dev.headroom.document.Sequence;
import dev.headroom.document.YamlReader;
import dev.headroom.workload.DataType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every profile that travels with the program keeps the contract, and the index knows it. */
class ShippedProfilesTest {
  private static final Path FOLDER = Path.of("hardware-profiles");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void loadsWithASourceForEveryNumberAndNothingImplausible(Path file) {
    DeviceProfile profile = ProfileCatalog.builtIn().find(file.toString());
    assertThat(profile.numbers())
        .hasSizeGreaterThan(5)
        .allSatisfy(number -> assertThat(number.source().describe()).hasSizeGreaterThan(10));
    assertThat(profile.warnings()).isEmpty();
    assertThat(ProfileCatalog.builtIn().find(profile.name()).identity())
        .isEqualTo(profile.identity());
  }

  @ParameterizedTest
  @MethodSource("files")
  void obeysTheSchema(Path file) throws IOException {
    assertThat(schemaFaults(json(YamlReader.read(file).root()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key-misspelt",
        "key-unknown",
        "unit-missing",
        "unit-in-bits",
        "negative",
        "source-missing",
        "kind-unknown",
        "sparse-by-flag",
        "name-in-upper-case",
        "tile-of-two-sides",
        "not-a-mapping"
      })
  void theSchemaRefusesWhatTheReaderRefuses(String broken) throws IOException {
    Path file = Path.of("src/test/resources/dev/headroom/hardware/invalid", broken + ".yaml");
    assertThat(schemaFaults(json(YamlReader.read(file).root()))).isNotEmpty();
  }

  private static List<String> schemaFaults(JsonNode profile) throws IOException {
    String schema = Files.readString(FOLDER.resolve("hardware-profile.schema.json"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(schema, InputFormat.JSON)
        .validate(profile)
        .stream()
        .map(fault -> fault.toString())
        .toList();
  }

  private static JsonNode json(Node node) {
    JsonNodeFactory factory = JsonNodeFactory.instance;
    if (node instanceof Mapping mapping) {
      ObjectNode object = factory.objectNode();
      mapping.entries().forEach(entry -> object.set(entry.key(), json(entry.value())));
      return object;
    } else if (node instanceof Sequence sequence) {
      return factory.arrayNode().addAll(sequence.items().stream().map(i -> json(i)).toList());
    }
    Scalar scalar = (Scalar) node;
    return switch (scalar.kind()) {
      case INTEGER -> factory.numberNode(Long.parseLong(scalar.text()));
      case FLOAT -> factory.numberNode(Double.parseDouble(scalar.text()));
      case BOOL -> factory.booleanNode(scalar.text().equals("true"));
      case NULL -> factory.nullNode();
      case STRING -> factory.textNode(scalar.text());
    };
  }

  @Test
  void theIndexIsWhatTheFilesSay() throws IOException {
    String expected =
        files().stream()
            .map(file -> ProfileCatalog.builtIn().find(file.toString()).identity())
            .map(
                id ->
                    id.name()
                        + id.aliases().stream().map(a -> " " + a).collect(Collectors.joining()))
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(FOLDER.resolve("index"), StandardCharsets.UTF_8).strip())
        .as("hardware-profiles/index must hold exactly these lines")
        .isEqualTo(expected);
  }

  @Test
  void noNameStandsForTwoDevices() {
    Set<String> seen = new HashSet<>();
    for (ProfileName name : ProfileCatalog.builtIn().names()) {
      Set<String> own = new HashSet<>(Set.of(name.name()));
      name.aliases().forEach(alias -> own.add(Identity.preset(alias)));
      assertThat(seen).doesNotContainAnyElementsOf(own);
      seen.addAll(own);
    }
  }

  @Test
  void saysWhichTypesADeviceCannotCompute() {
    DeviceProfile tpu = ProfileCatalog.builtIn().find("tpu-v2");
    assertThat(tpu.peakFlopPerSecond(DataType.FP32)).isEmpty();
    assertThat(tpu.computableTypes()).containsExactly(DataType.BF16);
    assertThat(tpu.exponentialsPerSecond()).isEmpty();
    assertThat(tpu.priceUsdPerHour()).hasValue(1.125);
    DeviceProfile h100 = ProfileCatalog.builtIn().find("h100");
    assertThat(h100.peakFlopPerSecond(DataType.FP32)).hasValue(66.9e12);
    assertThat(h100.vectorPeakFlopPerSecond(DataType.FP8)).isEmpty();
    assertThat(h100.exponentialsPerSecond()).hasValue(3.87e12);
    assertThat(h100.powerWatts()).hasValue(700);
    assertThat(h100.ridgePointFlopPerByte(DataType.BF16)).hasValue(989e12 / 3.35e12);
    assertThat(h100.ridgePointFlopPerByte(DataType.FP4)).isEmpty();
    assertThat(h100.links().get(0).bandwidthPerDirectionBytesPerSecond()).isEqualTo(450e9);
    assertThat(h100.links().get(0).latencySeconds()).isEmpty();
    assertThat(ProfileCatalog.builtIn().find("v5e").powerWatts()).isEmpty();
  }
}
