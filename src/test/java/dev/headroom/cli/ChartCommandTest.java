package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.document.CsvReader;
import dev.headroom.document.Faults;
import dev.headroom.figure.FigureKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command that draws: which files, with which numbers, and what it refuses. */
class ChartCommandTest {
  private static final List<String> ENDINGS = List.of("svg", "pdf", "png", "csv", "tex", "md");

  @TempDir Path folder;

  private Terminal chart(String line) {
    return Terminal.run(("chart " + line + " --out " + folder.resolve("new/figure")).split(" "));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"VALIDATED", "TIMELINE", "LOAD", "PLANS"})
  void everyKindBecomesSixFiles(FigureKind kind) throws IOException {
    Terminal terminal = chart(kind.key());
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.status()).isZero();
    assertThat(terminal.out().lines())
        .containsExactlyElementsOf(
            ENDINGS.stream().map(end -> folder.resolve("new/figure") + "." + end).toList());
    try (Stream<Path> files = Files.list(folder.resolve("new"))) {
      assertThat(files).hasSize(ENDINGS.size());
    }
    String caption = Files.readString(folder.resolve("new/figure.tex"));
    assertThat(caption).contains("shazeer-wmt-mha", "h100-sxm", "headroom chart " + kind.key());
    assertThat(Files.readString(folder.resolve("new/figure.md")))
        .contains("](figure.svg)", "shazeer-wmt-mha", "h100-sxm", "fingerprint");
  }

  /** Another command gives the same numbers. */
  @Test
  void theTableAgreesWithCompare() throws IOException {
    String scenario = " -m llama-2-7b -d a100-80gb-sxm -a mha,mqa -b 8 -c 1024,4096";
    assertThat(chart("speedup" + scenario + " -o svg").status()).isZero();
    List<String> drawn = new ArrayList<>();
    CsvReader.read(
        folder.resolve("new/figure.csv"),
        new Faults(),
        row -> {
          if ("MQA".equals(row.cells().get("series"))) {
            drawn.add(row.cells().get("context_length") + " " + row.cells().get("speedup"));
          }
        });
    Path table = folder.resolve("compare.csv");
    Terminal.runLine("compare" + scenario + " -o csv --out " + table);
    List<String> compared = new ArrayList<>();
    CsvReader.read(
        table,
        new Faults(),
        row -> {
          if ("mqa".equals(row.cells().get("attention"))) {
            compared.add(row.cells().get("context_length") + " " + row.cells().get("speedup"));
          }
        });
    assertThat(drawn).hasSize(2).isEqualTo(compared);
  }

  /** Quality as in the file, against what estimate says of a token. */
  @Test
  void qualityAgainstTime() throws IOException {
    String line =
        "pareto -a mha,mqa -b 64 -c 100 -o svg --y accuracy"
            + " --quality src/test/resources/dev/headroom/cli/files/quality.csv";
    assertThat(chart(line).err()).isEmpty();
    List<String> drawn = new ArrayList<>();
    CsvReader.read(
        folder.resolve("new/figure.csv"),
        new Faults(),
        row -> {
          if (row.cells().getOrDefault("series", "").equals("MQA")) {
            drawn.add(row.cells().get("time_per_output_token_s") + " " + row.cells().get("value"));
          }
        });
    String json = Terminal.runLine("compare -d h100-sxm -a mha,mqa -b 64 -c 100 -o jsonl").out();
    String speed = json.lines().filter(each -> each.contains("\"mqa\"")).findFirst().orElseThrow();
    double tokens = Double.parseDouble(speed.replaceAll(".*\"tokens_per_s\": ?([^,]*),.*", "$1"));
    assertThat(drawn).hasSize(1);
    assertThat(Double.parseDouble(drawn.get(0).split(" ", -1)[0]))
        .isCloseTo(1 / tokens, within(1e-15));
    assertThat(drawn.get(0)).endsWith(" 68.9");
  }

  @Test
  void theSameCommandGivesTheSameBytes() throws IOException {
    List<byte[]> first = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      assertThat(chart("heatmap -m llama-2-7b -b 1,8 -c 1K,4K").status()).isZero();
      for (String ending : ENDINGS) {
        byte[] bytes = Files.readAllBytes(folder.resolve("new/figure." + ending));
        if (run == 0) {
          first.add(bytes);
        } else {
          assertThat(bytes).as(ending).isEqualTo(first.get(ENDINGS.indexOf(ending)));
        }
      }
    }
  }

  @Test
  void formatsAndWidthCanBeChosen() throws IOException {
    Terminal terminal = chart("time -o pdf,svg --width 85mm --style slides");
    assertThat(terminal.out().lines().map(line -> line.replaceFirst(".*\\.", "")))
        .containsExactly("svg", "pdf", "csv", "tex", "md");
    // 85 / 25.4 · 72
    assertThat(Files.readString(folder.resolve("new/figure.svg"))).contains("width=\"240.94");
  }

  /** A model's name from a file is data in every format. */
  @Test
  void aHostileNameStaysAName() throws IOException {
    Path own = folder.resolve("a$b_c%.json");
    Files.writeString(
        own,
        Files.readString(Path.of("src/test/resources/dev/headroom/workload/configs/gpt2.json")),
        StandardCharsets.UTF_8);
    Terminal terminal = chart("time -q -m " + own);
    assertThat(terminal.status()).as(terminal.err()).isZero();
    assertThat(Files.readString(folder.resolve("new/figure.tex")))
        .contains("a\\$b\\_c\\%")
        .doesNotContain("a$b");
    assertThat(Files.readString(folder.resolve("new/figure.md"))).contains("a&#36;b\\_c%");
  }

  @Test
  void whatLatexCannotReadIsSaidBeforeAnythingIsWritten() {
    Terminal terminal =
        Terminal.run("chart", "time", "--out", folder.resolve("my figure").toString());
    assertThat(terminal.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(terminal.err())
        .startsWith("headroom: --out: LaTeX takes file names of letters, digits");
    assertThat(folder).isEmptyDirectory();
  }

  /** What another command wrote gives the figure that the command itself gives. */
  @ParameterizedTest
  @ValueSource(strings = {"csv", "json", "jsonl"})
  void anEarlierRunGivesTheSameFigure(String format) throws IOException {
    String scenario = " -m llama-2-7b -d a100-80gb-sxm -a mha,gqa:8,mqa -b 4 -c 1K-16K*2 -q";
    Path results = folder.resolve("results." + format);
    Terminal.runLine("compare" + scenario + " -o " + format + " --out " + results);
    for (String kind : new String[] {"time", "speedup", "memory", "roofline"}) {
      assertThat(chart(kind + scenario + " -o svg").err()).isEmpty();
      List<String> computed = drawn();
      Terminal earlier = chart(kind + " --from " + results + " -o svg");
      assertThat(earlier.err()).isEmpty();
      assertThat(drawn()).isEqualTo(computed);
      assertThat(Files.readString(folder.resolve("new/figure.md")))
          .contains("Drawn from results." + format, "a100-80gb-sxm", "Decode of llama-2-7b");
    }
  }

  private List<String> drawn() throws IOException {
    return List.of(
        Files.readString(folder.resolve("new/figure.svg")),
        Files.readString(folder.resolve("new/figure.csv")));
  }

  @Test
  void operatorsOfAnEarlierEstimate() throws IOException {
    Path results = folder.resolve("results.json");
    Terminal.runLine("estimate -m llama-2-7b -o json --out " + results);
    assertThat(chart("breakdown --from " + results).status()).isZero();
    assertThat(Files.readString(folder.resolve("new/figure.csv"))).contains("feed-forward,");
  }

  @Test
  void measurementsAreDrawnAgainstPredictions() throws IOException {
    Path results = folder.resolve("results.csv");
    Path table = Path.of("src/test/resources/dev/headroom/measurements/aiconfigurator-excerpt.csv");
    Terminal judged =
        Terminal.runLine("validate --measurements " + table + " -o csv --out " + results);
    assertThat(judged.status()).as(judged.err()).isZero();
    assertThat(chart("validated --from " + results).err()).isEmpty();
    assertThat(Files.readString(folder.resolve("new/figure.md"))).contains("n 226, ");
  }

  private Terminal from(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return Terminal.run(
        "chart", "time", "--from", file.toString(), "--out", folder.resolve("x").toString());
  }

  @Test
  void filesThatCannotBeDrawnAreToldAbout() throws IOException {
    assertThat(from("a.txt", "x").err()).contains("a.txt: must end in .csv, .json or .jsonl");
    assertThat(from("a.csv", "attention,context_length,roofline_s\n").err())
        .contains("a.csv: has no results");
    assertThat(from("a.json", "{\"results\": {}}").err())
        .contains("a.json: results must be a list, was a mapping");
    assertThat(from("b.json", "{}").err()).contains("b.json: has no 'results'");
    assertThat(from("c.json", "{").err()).contains("c.json:1:");
    assertThat(from("a.jsonl", "{}\n[]\n").err()).contains("a.jsonl:2: must be an object");
    Terminal missing =
        Terminal.run("chart", "time", "--from", folder.resolve("none.csv").toString());
    assertThat(missing.err()).contains("none.csv: no such file");
    assertThat(missing.status()).isEqualTo(ExitStatus.BAD_FILE);
    Terminal column = from("c.csv", "attention,context_length,roofline_sec\nmha,1,2\n");
    assertThat(column.err()).contains("c.csv:2: unknown column 'roofline_s'", "roofline_sec");
    assertThat(column.status()).isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void namesInATableAreData() throws IOException {
    Terminal terminal =
        from(
            "d.csv",
            """
            attention,kernel,context_length,roofline_s
            "</text><script>","\\input{x}",1,2
            =1+2,"a,b",1,2
            """);
    assertThat(terminal.err()).isEmpty();
    assertThat(Files.readString(folder.resolve("x.svg"))).doesNotContain("<script");
    assertThat(Files.readString(folder.resolve("x.csv"))).contains("\n'=1+2,1,2");
  }
}
