package dev.headroom.cli;

import dev.headroom.report.Glyphs;
import dev.headroom.report.ReportFormat;
import dev.headroom.report.view.SweepRows;
import dev.headroom.sweep.Shard;
import dev.headroom.sweep.Sweep;
import dev.headroom.sweep.SweepFile;
import dev.headroom.sweep.SweepReader;
import dev.headroom.sweep.SweepRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headroom sweep}: every combination of many values, and the best of them. */
@Command(
    name = "sweep",
    description =
        "Estimates every point of a grid and keeps all, those that meet conditions, the best N, or the"
            + " Pareto front. The grid is never stored; what is kept of a front is. Combinations that cannot be, such as a type that a device cannot multiply, are"
            + " left out.",
    footer = {
      "",
      "Examples:",
      "  headroom sweep -m llama-2-70b -d h100-sxm,h200-sxm -a mha,gqa:8,mqa -b 1-64*4",
      "  headroom sweep -m llama-2-7b -b 1-256 --where 'fits && predicted_s<0.02' --top 5 --by speed",
      "  headroom sweep -m llama-2-70b --set memory.bandwidth=2TB/s..8TB/s*2 -b 1-256*2 -o csv",
      "  headroom sweep -m llama-2-7b -b 1-256 --pareto speed,time_per_output_token_s -o jsonl",
      "  headroom sweep -m llama-2-70b --tensor-parallel 1-8*2 -b 8-512*2 --where fits --top 5 --by speed"
    })
final class SweepCommand implements Callable<Integer> {
  private static final long MOST_ROWS = 10_000;

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SweepOptions sweep = new SweepOptions();
  @Mixin private PresetOptions presets = new PresetOptions();
  @Mixin private QualityOptions quality = new QualityOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description =
          "csv or jsonl, a row at a time; table, json, md or latex for at most 10000 rows (default:"
              + " ${DEFAULT-VALUE}).")
  private String format = "table";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Write to this file; until it is whole, to FILE.part, with FILE.progress.json beside it.")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      description =
          "Continue a run with the same options and --out that was stopped; the file gets the same"
              + " bytes.")
  private boolean resume;

  @Option(
      names = "--shard",
      paramLabel = "i/n",
      description = "Run the i-th of n parts of the grid; 'headroom merge' joins their files.")
  private @Nullable String shard;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads (default: as many as there are processors).")
  private @Nullable String threads;

  @Mixin private GeneralOptions general = new GeneralOptions();

  SweepCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    ReportFormat chosen = format();
    boolean streams = chosen == ReportFormat.CSV || chosen == ReportFormat.JSONL;
    Shard part = shard == null ? Shard.WHOLE : Shard.parse(shard);
    if ((resume || shard != null) && (out == null || !streams)) {
      throw new IllegalArgumentException(
          (resume ? "--resume" : "--shard") + ": needs --out FILE and -o csv or -o jsonl");
    }
    Sweep question =
        SweepReader.read(sweep.spec(), presets.presets(surroundings).withQuality(quality.single()));
    SweepRows rows = new SweepRows(question);
    SweepRun.Counts counts =
        streams ? stream(question, rows, chosen, part) : table(question, rows, chosen);
    tell(question, part, counts);
    return ExitStatus.OK;
  }

  private ReportFormat format() {
    try {
      return ReportFormat.parse(format);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--output: " + e.getMessage(), e);
    }
  }

  private int threads() {
    return threads == null
        ? Runtime.getRuntime().availableProcessors()
        : (int) new IntegerList("--threads", 1, 1024).single(threads);
  }

  private SweepRun.Counts stream(Sweep question, SweepRows rows, ReportFormat chosen, Shard part) {
    boolean csv = chosen == ReportFormat.CSV;
    String header = csv ? rows.csvHeader() : "";
    SweepRun.RowFormat row = csv ? rows::csv : rows::json;
    Progress progress = new Progress(question, part);
    try {
      if (out != null) {
        String fingerprint = question.fingerprint() + (csv ? "-csv" : "-jsonl");
        return new SweepFile(out, header, fingerprint, part)
            .run(question, row, threads(), resume, progress::show);
      }
      SweepRun run = new SweepRun(question, row);
      surroundings.out().print(header);
      run.run(
          0,
          question.grid().size(),
          threads(),
          (text, done) -> {
            surroundings.out().append(text);
            progress.show(done);
          });
      surroundings.out().append(run.write(question.isRanked() ? run.indices() : List.of()));
      surroundings.out().flush();
      return run.counts();
    } finally {
      progress.line.clear();
    }
  }

  private SweepRun.Counts table(Sweep question, SweepRows rows, ReportFormat chosen) {
    List<double[]> kept = new ArrayList<>();
    SweepRun run = new SweepRun(question, (row, text) -> text.append((long) row[0]).append('\n'));
    Progress progress = new Progress(question, Shard.WHOLE);
    List<Long> indices = new ArrayList<>();
    try {
      run.run(
          0,
          question.grid().size(),
          threads(),
          (text, done) -> {
            text.toString().lines().forEach(line -> indices.add(Long.parseLong(line)));
            requireFew(indices.size());
            progress.show(done);
          });
    } finally {
      progress.line.clear();
    }
    indices.addAll(question.isRanked() ? run.indices() : List.of());
    requireFew(indices.size());
    new SweepRun(question, (row, text) -> kept.add(row.clone())).write(indices);
    StringBuilder text = new StringBuilder();
    try {
      chosen.write(rows.report(Provenance.of(spec), kept), text, Glyphs.UNICODE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (out == null) {
      surroundings.out().print(text);
      surroundings.out().flush();
    } else {
      OutputOptions.write("--out", out, text.toString());
    }
    return run.counts();
  }

  private void requireFew(long rows) {
    if (rows > MOST_ROWS) {
      throw new IllegalArgumentException(
          "--output: "
              + format
              + " holds at most "
              + MOST_ROWS
              + " rows; take -o csv or jsonl, --top, --pareto or --where");
    }
  }

  /** What a reader of the rows would wonder about. */
  private void tell(Sweep question, Shard part, SweepRun.Counts counts) {
    long points = part.to(question.grid().size()) - part.from(question.grid().size());
    if (general.quiet()) {
      return;
    }
    if (counts.possible() < points) {
      surroundings
          .err()
          .println(
              "note: "
                  + (points - counts.possible())
                  + " of "
                  + points
                  + " points cannot be and were left out");
    }
    if (counts.met() == 0) {
      surroundings.err().println("note: no point meets the conditions");
    }
  }

  /** Rate and remaining time, on a terminal. */
  private final class Progress {
    private final ProgressLine line =
        new ProgressLine(surroundings.err(), surroundings.terminal() && !general.quiet());
    private final long from;
    private final long points;
    private final long start = System.nanoTime();
    private long first = -1;

    private Progress(Sweep question, Shard part) {
      from = part.from(question.grid().size());
      points = part.to(question.grid().size()) - from;
    }

    private void show(long done) {
      first = first < 0 ? done : first;
      double seconds = (System.nanoTime() - start) / 1e9;
      double rate = (done - first) / seconds;
      long left = points - (done - from);
      line.show(
          String.format(
              Locale.ROOT, "%.3g points/s, %.0f s left", rate, rate > 0 ? left / rate : 0),
          (double) (done - from) / points);
    }
  }
}
