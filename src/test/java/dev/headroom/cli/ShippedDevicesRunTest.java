package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.hardware.ProfileName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every device that travels with the program can be asked about from the command line. */
class ShippedDevicesRunTest {
  static List<String> names() {
    return ProfileCatalog.builtIn().names().stream().map(ProfileName::name).toList();
  }

  /** What a command that must succeed wrote. */
  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            new PrintWriter(out),
            new PrintWriter(err),
            Map.of(),
            Path.of("no-such-home"),
            LocalDate.of(2026, 12, 1));
    int status = HeadroomCommand.run(surroundings, arguments);
    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    return out.toString();
  }

  @ParameterizedTest
  @MethodSource("names")
  void estimatesAStep(String name) throws IOException {
    String json = run("estimate", "-m", "llama-2-7b", "-d", name, "-c", "1000", "-o", "json");
    JsonNode result = new ObjectMapper().readTree(json).get("results").get(0);
    assertThat(result.get("device").asText()).isEqualTo(name);
    double bound = result.get("lower_bound_s").asDouble();
    assertThat(bound).isPositive();
    assertThat(result.get("roofline_s").asDouble()).isGreaterThanOrEqualTo(bound);
  }

  @Test
  void areShownWithTheirSources() {
    String[] arguments =
        Stream.concat(Stream.of("devices", "show"), names().stream()).toArray(String[]::new);
    assertThat(run(arguments)).contains(names()).contains("memory.device.bandwidth");
  }

  @Test
  void areListedComparedAndExplained() {
    assertThat(run("devices", "list")).contains(names());
    assertThat(run("compare", "-d", "tpu-v6e-trillium,b200,mi300x", "-m", "llama-3-1-8b"))
        .contains("tpu-v6e-trillium", "b200-sxm-hgx", "mi300x");
    assertThat(run("explain", "-d", "xeon-gold-6430", "-m", "llama-2-7b")).contains("llama-2-7b");
  }

  @Test
  void areFoundToHaveNoFault() {
    String[] arguments =
        Stream.concat(
                Stream.of("devices", "check"),
                names().stream().map(name -> "hardware-profiles/" + name + ".yaml"))
            .toArray(String[]::new);
    assertThat(run(arguments).lines())
        .hasSize(names().size())
        .allMatch(line -> line.matches("hardware-profiles/[a-z0-9-]+\\.yaml: ok, \\d+ numbers"));
  }
}
