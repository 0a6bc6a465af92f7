package dev.headroom.cli;

import dev.headroom.document.Quantity;
import dev.headroom.document.Unit;
import dev.headroom.plan.EngineFile;
import dev.headroom.plan.EngineSettings;
import dev.headroom.plan.StepOverhead;
import dev.headroom.workload.DataType;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a serving program is set up. */
final class EngineOptions {
  private static final int MOST = 1 << 24;

  @Option(
      names = "--engine",
      paramLabel = "FILE",
      description =
          "Settings that vLLM wrote beside a recorded run (JSON with engine_kwargs, kv_cache,"
              + " resolved_config); options below hold over it.")
  private @Nullable Path file;

  @Option(
      names = "--max-num-seqs",
      paramLabel = "N",
      description = "Most running requests of a copy (default: 256; a search takes a list).")
  private @Nullable String maxSequences;

  @Option(
      names = "--max-num-batched-tokens",
      paramLabel = "N",
      description = "Most new tokens of a step (default: 2048; a search takes a list).")
  private @Nullable String maxTokens;

  @Option(
      names = "--kv-block-size",
      paramLabel = "N",
      description = "Tokens of a KV block (default: 16).")
  private @Nullable String blockTokens;

  @Option(
      names = "--num-gpu-blocks",
      paramLabel = "N",
      description = "KV blocks of a device (default: what its memory holds).")
  private @Nullable String blocks;

  @Option(
      names = "--gpu-memory-utilization",
      paramLabel = "SHARE",
      description = "Share of a device's memory that the program may use (default: 0.9).")
  private @Nullable String utilization;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "Type of weights and products (default: bf16, or what the devices can).")
  private @Nullable String type;

  @Option(
      names = "--kv-cache-dtype",
      paramLabel = "TYPE",
      description = "Type of the KV cache (default: the activations' type; a search takes a list).")
  private @Nullable String kvType;

  @Option(
      names = "--step-overhead",
      paramLabel = "TIME",
      description =
          "Time of a step beside its kernels, such as 1.2ms (default: as calibrated on a recorded"
              + " run).")
  private @Nullable String perStep;

  @Option(
      names = "--sequence-overhead",
      paramLabel = "TIME",
      description = "Time of a step for each sequence in it beside kernels, such as 20us.")
  private @Nullable String perSequence;

  /** The file, if one was named. */
  Optional<EngineFile> file() {
    return Optional.ofNullable(file).map(EngineFile::read);
  }

  /** The settings of the file or the usual ones, with what the options say. */
  EngineSettings settings(Optional<EngineFile> read) {
    EngineSettings base = read.map(EngineFile::settings).orElse(EngineSettings.USUAL);
    return memory(base)
        .withLimits(
            whole("--max-num-seqs", maxSequences, 1, 1 << 16, base.maxSequences()),
            whole("--max-num-batched-tokens", maxTokens, 1, MOST, base.maxBatchedTokens()));
  }

  private EngineSettings memory(EngineSettings base) {
    int pageTokens = whole("--kv-block-size", blockTokens, 1, 4096, base.blockTokens());
    OptionalInt pages =
        blocks == null
            ? base.blocks()
            : OptionalInt.of(whole("--num-gpu-blocks", blocks, 2, MOST, 2));
    double share =
        utilization == null
            ? base.memoryUtilization()
            : TrafficOptions.positive("--gpu-memory-utilization", utilization);
    if (share > 1) {
      throw new IllegalArgumentException(
          "--gpu-memory-utilization: must be at most 1, was " + utilization);
    }
    return base.withMemory(pageTokens, share, pages);
  }

  /** The settings of a search: those of one run, with every limit that was asked for. */
  List<EngineSettings> allSettings(Optional<EngineFile> read) {
    EngineSettings base = read.map(EngineFile::settings).orElse(EngineSettings.USUAL);
    List<EngineSettings> all = new ArrayList<>();
    for (long sequences : all("--max-num-seqs", maxSequences, 1 << 16, base.maxSequences())) {
      for (long tokens :
          all("--max-num-batched-tokens", maxTokens, MOST, base.maxBatchedTokens())) {
        all.add(memory(base).withLimits((int) sequences, (int) tokens));
      }
    }
    return all;
  }

  private static List<Long> all(String option, @Nullable String text, int most, int usual) {
    return text == null ? List.of((long) usual) : new IntegerList(option, 1, most).parse(text);
  }

  private static int whole(String option, @Nullable String text, int least, int most, int usual) {
    return text == null ? usual : (int) new IntegerList(option, least, most).single(text);
  }

  /** The types of a run. */
  Precision precision(Optional<EngineFile> read, DataType usual) {
    Precision precision = Precision.of(type == null ? usual : type(type));
    String cache = kvType == null ? read.flatMap(EngineFile::kvCacheType).orElse(null) : kvType;
    return cache == null ? precision : precision.withKvCache(KvFormat.parse(plain(cache)));
  }

  /** The types of a search: those of one run, with every type of the KV cache. */
  List<Precision> precisions(Optional<EngineFile> read, DataType usual) {
    if (kvType == null) {
      return List.of(precision(read, usual));
    }
    Precision precision = Precision.of(type == null ? usual : type(type));
    return NameList.split("--kv-cache-dtype", List.of(kvType)).stream()
        .map(each -> precision.withKvCache(KvFormat.parse(plain(each))))
        .toList();
  }

  /** vLLM names the kind of an eight-bit float too. */
  private static String plain(String cache) {
    return cache.toLowerCase(Locale.ROOT).startsWith("fp8_") ? "fp8" : cache;
  }

  private static DataType type(String text) {
    return DataType.ofKey(text.toLowerCase(Locale.ROOT))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--dtype: unknown type '"
                        + text
                        + "'; known: "
                        + String.join(
                            ", ", Arrays.stream(DataType.values()).map(DataType::key).toList())));
  }

  /** The overhead of a step. */
  StepOverhead overhead() {
    StepOverhead usual = StepOverhead.USUAL;
    return new StepOverhead(
        perStep == null ? usual.perStepSeconds() : seconds("--step-overhead", perStep),
        perSequence == null
            ? usual.perSequenceSeconds()
            : seconds("--sequence-overhead", perSequence));
  }

  /** A time such as 50ms or '2 s'. */
  static double seconds(String option, String text) {
    if (text.equals("0")) {
      return 0;
    }
    try {
      return Quantity.parse(text.replaceFirst("(?<=\\d)(?=[a-zA-Z])", " "), Unit.SECONDS).value();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
  }
}
