package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aTrafficIsServed() {
    Terminal terminal =
        Terminal.runLine("plan -m llama-3.1-8b -d h100-sxm --rate 4 --requests 200");
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.status()).isZero();
    assertThat(terminal.out())
        .contains("Memory of one device", "Predicted times", "TTFT", "TPOT", "Load", "16.1 GB")
        .contains("TPOT: of a request with more than one token");
  }

  @Test
  void aRecordedRunIsServedAgainAndCompared() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      lines.append(
          String.format(
              java.util.Locale.ROOT,
              "{\"arrival_time\": %d, \"input_toks\": 500, \"output_toks\": 11, \"queued_ts\": %d,"
                  + " \"first_token_ts\": %d.5, \"last_token_ts\": %d.75}%n",
              10 * i,
              10 * i,
              10 * i,
              10 * i));
    }
    Path trace = Files.writeString(folder.resolve("t.jsonl"), lines.toString());
    Terminal terminal =
        Terminal.run("plan", "-m", "llama-3.1-8b", "--trace", trace.toString(), "-o", "json");
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.status()).isZero();
    assertThat(terminal.out())
        .contains("\"calibrated_on_first\": 0")
        .contains("\"metric\": \"tpot\"")
        // 0.25 s over 10 gaps.
        .contains("\"measured_s\": 0.025")
        .contains("\"measured_s\": 0.5")
        .contains("\"timeline\"");
  }

  @Test
  void aReportIsAFolderWithPicturesThatChartDrawsAgain() throws IOException {
    Path report = folder.resolve("report");
    Terminal terminal =
        Terminal.runLine(
            "plan -m llama-3.1-8b -d h100-sxm --rate 8 --requests 150 -q --report " + report);
    assertThat(terminal.status()).as(terminal.err()).isZero();
    String text = Files.readString(report.resolve("README.md"));
    assertThat(text)
        .startsWith("# Capacity plan\n\nllama-3-1-8b (GQA-8) on 1 × h100-sxm")
        .contains("./headroom plan -m llama-3.1-8b", "](timeline.svg)", "](load.svg)")
        .contains("Memory of one device", "USD a month", "Scheduler as of vLLM");
    for (String name : new String[] {"timeline", "load"}) {
      for (String ending : new String[] {"svg", "pdf", "png", "csv"}) {
        assertThat(report.resolve(name + "." + ending)).isNotEmptyFile();
      }
      Path again = folder.resolve(name);
      Path from = report.resolve("results.json");
      Terminal drawn =
          Terminal.run("chart", name, "--from", from.toString(), "--out", again.toString());
      assertThat(drawn.err()).isEmpty();
      assertThat(Files.readAllBytes(folder.resolve(name + ".csv")))
          .isEqualTo(Files.readAllBytes(report.resolve(name + ".csv")));
    }
    Path results = folder.resolve("plans.csv");
    Terminal search =
        Terminal.runLine(
            "plan -m llama-3.1-8b -d h100-sxm,l40s --rate 4 --requests 100 --tpot 40ms -o csv --out "
                + results
                + " --report "
                + report);
    assertThat(search.status()).as(search.err()).isZero();
    byte[] drawn = Files.readAllBytes(report.resolve("plans.svg"));
    Terminal chart =
        Terminal.run(
            "chart",
            "plans",
            "--from",
            results.toString(),
            "--out",
            folder.resolve("again").toString());
    assertThat(chart.err()).isEmpty();
    assertThat(Files.readAllBytes(folder.resolve("again.svg"))).isEqualTo(drawn);
  }

  @Test
  void aRecordedLoadIsComparedOverTime() throws IOException {
    // One request of 10,001 tokens runs from 0 on; the log says that it ran, and later that none
    // did: the first 9 of 10 moments agree, in the last the prediction still has it.
    Path trace =
        Files.writeString(
            folder.resolve("t.jsonl"),
            "{\"arrival_time\": 0, \"input_toks\": 500, \"output_toks\": 10001, \"queued_ts\": 0,"
                + " \"first_token_ts\": 0.5, \"last_token_ts\": 9}\n"
                + "{\"arrival_time\": 0, \"input_toks\": 500, \"output_toks\": 10001, \"queued_ts\": 0,"
                + " \"first_token_ts\": 0.5, \"last_token_ts\": 9}\n");
    StringBuilder log = new StringBuilder("t,running,waiting,kv_cache_pct\n");
    for (int i = 1; i <= 10; i++) {
      log.append(3 * i).append(i < 10 ? ",2,0,1\n" : ",0,0,1\n");
    }
    Path series = Files.writeString(folder.resolve("s.csv"), log.toString());
    Terminal terminal =
        Terminal.run(
            "plan",
            "-m",
            "llama-3.1-8b",
            "--trace",
            trace.toString(),
            "--timeseries",
            series.toString(),
            "-o",
            "json");
    assertThat(terminal.err()).isEmpty();
    // (9 · 0 + 1 · 2) / 10, and (9 · 2 + 0) / 10.
    assertThat(terminal.out())
        .contains(
            "\"mean_abs_difference\": 0.2", "\"recorded_mean\": 1.8", "\"predicted_mean\": 2");
    Path bad = Files.writeString(folder.resolve("b.csv"), "t,running,waiting\n2,1,-1\n1,x,0\n");
    Terminal refused =
        Terminal.run(
            "plan",
            "-m",
            "llama-3.1-8b",
            "--trace",
            trace.toString(),
            "--timeseries",
            bad.toString());
    assertThat(refused.status()).isEqualTo(3);
    assertThat(refused.err())
        .contains("b.csv:2 kv_cache_pct: missing column 'kv_cache_pct'")
        .contains("b.csv:2 waiting: must be a number of at least 0, was '-1'")
        .contains("b.csv:3 running: must be a number of at least 0, was 'x'")
        .contains("b.csv:3 t: must not be before the row above, 2.0, was 1.0");
  }

  @Test
  void aPromiseIsKeptOrRefusedWithTheNearest() {
    Terminal kept =
        Terminal.runLine(
            "plan -m llama-3.1-8b -d h100-sxm --rate 4 --requests 200 --tpot 40ms -o json");
    assertThat(kept.err()).isEmpty();
    assertThat(kept.status()).isZero();
    assertThat(kept.out())
        .contains("\"promise_kept\": true", "\"variants\"", "\"usd_per_million_tokens\"")
        .contains("\"knee_requests_per_s\"");
    Terminal refused =
        Terminal.runLine("plan -m llama-3.1-8b -d h100-sxm --rate 4 --requests 200 --tpot 100us");
    assertThat(refused.status()).isEqualTo(4);
    assertThat(refused.err())
        .contains("headroom: plan: No deployment keeps the promise: TPOT of 100 µs is missed")
        .contains("The nearest that can be kept is TTFT");
    assertThat(refused.err()).contains("whatever the load");
    assertThat(refused.out()).contains("Plans", "no");
    // The nearest promise, made, is kept by the plan that it came with.
    java.util.regex.Matcher nearest =
        java.util.regex.Pattern.compile(
                "TTFT ([0-9.]+) (m?s), TPOT ([0-9.]+) (m?s) and latency ([0-9.]+) (m?s) at p90, by")
            .matcher(refused.err());
    assertThat(nearest.find()).isTrue();
    Terminal again =
        Terminal.runLine(
            "plan -m llama-3.1-8b -d h100-sxm --rate 4 --requests 200 --ttft "
                + nearest.group(1)
                + nearest.group(2)
                + " --tpot "
                + nearest.group(3)
                + nearest.group(4)
                + " --latency "
                + nearest.group(5)
                + nearest.group(6));
    assertThat(again.status()).as(again.err()).isZero();
  }

  @Test
  void whatNobodyCanServeIsRefusedWithTheMost() {
    Terminal many = Terminal.runLine("plan -m llama-3.1-8b --rate 100000 --ttft 1s --requests 50");
    assertThat(many.status()).isEqualTo(4);
    assertThat(many.err())
        .contains("No deployment serves 100000 requests a second with at most 256 devices")
        .contains("The most that can be served is ");
    Terminal large =
        Terminal.runLine("plan -m llama-2-70b -d rtx-4090 --tensor-parallel 1 --ttft 1s");
    assertThat(large.status()).isEqualTo(4);
    assertThat(large.err())
        .contains("llama-2-70b does not fit on rtx-4090, one device")
        .contains("GB are missing on each device for weights of 138 GB");
  }

  @Test
  void aSearchTakesCacheTypesAndLimits() {
    Terminal terminal =
        Terminal.runLine(
            "plan -m llama-3.1-8b -d l40s --rate 4 --requests 100 --tpot 60ms --tensor-parallel 1"
                + " --kv-cache-dtype bf16,fp8,int8 --max-num-seqs 64,256"
                + " --max-num-batched-tokens 1024,4096");
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.out())
        .contains("KV cache", "Sequences", "Tokens a step", "bf16", "fp8", "int8", "4096")
        .contains("What the best plan rests on most", "as planned", "Cost of all devices");
    assertThat(terminal.out().lines().filter(line -> line.startsWith("l40s"))).hasSize(12 + 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rate 0 | --rate: must be a number above 0, such as 2.5, was '0'",
        "--rate 2 --concurrency 3 | --concurrency: clients that wait make their own rate",
        "--input-len x | --input-len: must be tokens such as 512",
        "--arrivals burst | --arrivals: must be poisson or constant, was 'burst'",
        "--tensor-parallel 3 | --tensor-parallel: 3 ways",
        "--tpot 40ms --kv-cache-dtype bf16,,fp8 | --kv-cache-dtype: a name is missing",
        "--tpot 40ms --max-num-seqs 0,2 | --max-num-seqs: ",
        "--gpu-memory-utilization 1.5 | --gpu-memory-utilization: must be at most 1, was 1.5",
        "--step-overhead 3 | --step-overhead: '3' has no unit",
        "--dtype fp17 | --dtype: unknown type 'fp17'",
        "--calibrate-on 3 | --calibrate-on: needs a --trace",
        "--timeseries x.csv | --timeseries: needs a --trace with queued_ts",
        "-d l40s,h100-sxm --concurrency 3 | --concurrency: a search needs a --rate",
        "--tpot 40 | --tpot: '40' has no unit",
        "--tpot 40ms --percentile 101 | --percentile: must be above 0 and at most 100",
        "--tpot 40ms --data-parallel 2 | --data-parallel: a search finds how many copies",
        "--num-gpu-blocks 10 | needs 80 KV blocks",
        "-d rtx-4090 -m llama-2-70b | --device: llama-2-70b",
        "-m t5-v1-1-large | has an encoder"
      })
  void whatCannotBePlannedIsSaid(String options, String message) {
    String model = options.contains("-m ") ? "" : "-m llama-3.1-8b ";
    Terminal terminal = Terminal.runLine("plan " + model + options);
    assertThat(terminal.status()).isEqualTo(2);
    assertThat(terminal.err()).contains(message);
    assertThat(terminal.out()).isEmpty();
  }
}
