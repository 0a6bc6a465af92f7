package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole outputs, the same under every locale, frozen: a change of a number here wants a reason. */
@Tag("regression")
class OutputTest {
  private static final List<String> LOCALES = List.of("", "de-DE", "tr-TR", "ar-EG-u-nu-arab");

  private static final Map<String, String> COMMANDS =
      Map.ofEntries(
          Map.entry("compare", "compare"),
          Map.entry(
              "compare-grid",
              "compare -m llama-2-70b -d tpu-v5e,h100-sxm -a mha,gqa:8 -b 1,16 -c 2K,32K"),
          Map.entry(
              "compare-ragged", "compare -m llama-3.1-8b -d l40s --sequences 16x1@4096,1x512@0"),
          Map.entry("estimate", "estimate -m llama-2-7b -d a100-80gb-sxm --cache-state cold"),
          Map.entry(
              "estimate-prefill",
              "estimate -m deepseek-v3 -d h200-sxm --phase prefill --query-length 4K --dtype fp8"),
          Map.entry(
              "estimate-grid",
              "estimate -m t5-v1.1-large -d tpu-v4 -b 1,8 --input-len 100 --kv-cache-dtype int8"),
          Map.entry("explain", "explain -m llama-2-7b -d a100-80gb-sxm --cache-state cold"),
          Map.entry(
              "compare-generate",
              "compare --phase generate --runtime mesh-tensorflow-2019 --beams 4"),
          Map.entry(
              "estimate-train",
              "estimate -m llama-2-7b -d a100-80gb-sxm --phase train -b 4 --recompute"),
          Map.entry("devices-show", "devices show tpu-v2"),
          Map.entry("models-show", "models show t5-v1.1-large deepseek-v3 gemma-3-12b"));

  /** The committed report of the founding paper is what its command writes. */
  @Test
  void theCommittedStudyIsWhatItsCommandWrites(@TempDir Path folder) throws IOException {
    Terminal terminal = Terminal.run("reproduce", "shazeer-2019", "--reports", folder.toString());
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.status()).isZero();
    for (String file : List.of("README.md", "cells.csv")) {
      assertThat(withoutVersion(Path.of("reports/shazeer-2019", file)))
          .isEqualTo(withoutVersion(folder.resolve("shazeer-2019").resolve(file)));
    }
  }

  /** Only a program in its jar knows its version, and these classes are in none yet. */
  private static String withoutVersion(Path file) throws IOException {
    return Files.readString(file).replaceAll("Made by headroom \\S+:", "Made by headroom:");
  }

  /** The table in the README is the first that the command prints. */
  @Test
  void theReadmeShowsTheReproduction(@TempDir Path folder) throws IOException {
    String out = Terminal.run("reproduce", "shazeer-2019", "--reports", folder.toString()).out();
    String table = out.substring(out.indexOf("What "), out.indexOf("\n\nCalibrated"));
    assertThat(Files.readString(Path.of("README.md"))).contains("```\n" + table + "\n```");
  }

  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  static Stream<Arguments> outputs() {
    return COMMANDS.keySet().stream()
        .sorted()
        .flatMap(
            name -> Stream.of("table", "csv", "json").map(format -> Arguments.of(name, format)));
  }

  @ParameterizedTest
  @MethodSource("outputs")
  void isTheSameUnderEveryLocale(String name, String format) {
    for (String locale : LOCALES) {
      Locale.setDefault(Locale.forLanguageTag(locale));
      Terminal terminal = Terminal.runLine(COMMANDS.get(name) + " -o " + format);
      assertThat(terminal.err()).isEmpty();
      assertThat(terminal.status()).isZero();
      CliGolden.check(name + "." + format, terminal.out());
    }
  }

  /** The first thing a reader sees is what the program says today. */
  @Test
  void theReadmeShowsTheFirstCommandsOutput() throws IOException {
    assertThat(Files.readString(Path.of("README.md")))
        .contains("```\n" + Terminal.run("compare").out() + "```");
  }

  @Test
  void theCommittedReportIsWhatItsCommandWrites() throws IOException {
    assertThat(Files.readString(Path.of("reports/compare.md")))
        .isEqualTo(Terminal.run("compare", "-o", "md").out());
  }
}
