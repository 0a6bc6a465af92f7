package dev.headroom.cli;

import dev.headroom.sweep.ShardMerge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headroom merge}: the parts of a sweep made one. */
@Command(
    name = "merge",
    description =
        "Merges the files that 'headroom sweep --shard i/n --out FILE' wrote, all n of them, into the"
            + " same bytes as the whole sweep gives; each needs its FILE.shard.json beside it.",
    footer = {
      "",
      "Examples:",
      "  for i in 1 2 3; do headroom sweep study.yaml --shard $i/3 -o csv --out part$i.csv; done",
      "  headroom merge part1.csv part2.csv part3.csv --out all.csv"
    })
final class MergeCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The parts, in any order.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The whole.")
  private Path out = Path.of("");

  @Mixin private GeneralOptions general = new GeneralOptions();

  MergeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    ShardMerge.merge(files, out);
    if (surroundings.terminal() && !general.quiet()) {
      surroundings.err().println("wrote " + out);
    }
    return ExitStatus.OK;
  }
}
