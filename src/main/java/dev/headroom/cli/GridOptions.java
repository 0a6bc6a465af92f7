package dev.headroom.cli;

import dev.headroom.sweep.Dimension;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that span a grid: values of every dimension and of numbers of the profile. */
final class GridOptions {
  private static final String SERIES = "Lists and ranges as 1,8,32 or 1-128*2.";

  @Option(names = "--phase", paramLabel = "PHASE", description = "decode (default) or prefill.")
  private @Nullable String phase;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "NAMES",
      description = "Models (see 'headroom models list') or files, with commas between them.")
  private @Nullable String model;

  @Option(
      names = {"-d", "--device"},
      paramLabel = "NAMES",
      description = "Devices (see 'headroom devices list') or files (default: h100-sxm).")
  private @Nullable String device;

  @Option(
      names = {"--tensor-parallel", "--devices-count"},
      paramLabel = "N",
      description = "Devices that share every layer, with what they tell each other (default: 1).")
  private @Nullable String tensor;

  @Option(
      names = "--pipeline-parallel",
      paramLabel = "N",
      description = "Stages of layers, each on its own devices (default: 1).")
  private @Nullable String pipeline;

  @Option(
      names = "--data-parallel",
      paramLabel = "N",
      description = "Copies that share the batch's sequences (default: 1).")
  private @Nullable String data;

  @Option(
      names = "--expert-parallel",
      paramLabel = "N",
      description = "As estimate takes one (default: 1).")
  private @Nullable String expert;

  @Option(
      names = "--context-parallel",
      paramLabel = "N",
      description = "Devices that share the tokens of every sequence (default: 1).")
  private @Nullable String contextWays;

  @Option(names = "--layout", paramLabel = "LAYOUTS", description = "1d (default), 2d, gathered.")
  private @Nullable String layout;

  @Option(
      names = "--attention-layout",
      paramLabel = "LAYOUTS",
      description = "heads (default), batch.")
  private @Nullable String attentionLayout;

  @Option(
      names = {"-a", "--attention"},
      paramLabel = "VARIANTS",
      description = "mha, gqa:N, mqa, mla, mla:absorbed, mla:expanded (default: the model's own).")
  private @Nullable String attention;

  @Option(names = "--num-attention-heads", paramLabel = "N", description = SERIES)
  private @Nullable String queryHeads;

  @Option(names = "--num-key-value-heads", paramLabel = "N", description = SERIES)
  private @Nullable String kvHeads;

  @Option(names = "--head-dim", paramLabel = "N", description = SERIES)
  private @Nullable String headDim;

  @Option(names = "--v-head-dim", paramLabel = "N", description = SERIES)
  private @Nullable String valueDim;

  @Option(names = "--window", paramLabel = "N", description = SERIES)
  private @Nullable String window;

  @Option(
      names = "--num-hidden-layers",
      paramLabel = "N",
      description = "Other numbers of decoder layers; kinds of layers keep their shares.")
  private @Nullable String layers;

  @Option(names = "--dtype", paramLabel = "TYPES", description = "As estimate takes one.")
  private @Nullable String dtype;

  @Option(names = "--weight-dtype", paramLabel = "TYPES", description = "As estimate takes one.")
  private @Nullable String weightDtype;

  @Option(names = "--kv-cache-dtype", paramLabel = "TYPES", description = "As estimate takes one.")
  private @Nullable String kvCacheDtype;

  @Option(
      names = "--runtime",
      paramLabel = "NAMES",
      description = "As estimate takes one (default: flash).")
  private @Nullable String runtime;

  @Option(
      names = "--kernel",
      paramLabel = "NAMES",
      description = "As estimate takes one; the axis is called kernel_wish.")
  private @Nullable String kernel;

  @Option(names = "--cache-state", paramLabel = "STATES", description = "warm (default), cold.")
  private @Nullable String cacheState;

  @Option(
      names = {"--input-len", "--isl"},
      paramLabel = "N",
      description = "Lengths of the source that an encoder-decoder model reads.")
  private @Nullable String inputLength;

  @Option(
      names = "--query-length",
      paramLabel = "N",
      description = "New tokens of each sequence (default: 1; 2048 in a prefill).")
  private @Nullable String queryLength;

  @Option(
      names = {"-b", "--batch-size"},
      paramLabel = "N",
      description = SERIES + " (default: 1).")
  private @Nullable String batchSize;

  @Option(
      names = {"-c", "--context-length"},
      paramLabel = "N",
      description = "Tokens of each sequence in the cache (default: 2048; 0 in a prefill).")
  private @Nullable String contextLength;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUES",
      description =
          "Another value of a number of the profile (see 'headroom devices show'), as"
              + " memory.bandwidth=2TB/s..8TB/s*2, power.tdp=400W,700W; may be repeated.")
  private Map<String, String> quantities = new LinkedHashMap<>();

  /** The phase asked for, else this one. */
  String phase(String otherwise) {
    return phase == null ? otherwise : phase;
  }

  /** Values by axis: options, before these, before what is usual. */
  Map<String, String> axes(Map<String, String> otherwise) {
    Map<String, String> axes = new LinkedHashMap<>(otherwise);
    axes.putIfAbsent(Dimension.DEVICE.key(), "h100-sxm");
    put(axes, Dimension.MODEL, model);
    put(axes, Dimension.DEVICE, device);
    put(axes, Dimension.TENSOR_PARALLEL, tensor);
    put(axes, Dimension.PIPELINE_PARALLEL, pipeline);
    put(axes, Dimension.DATA_PARALLEL, data);
    put(axes, Dimension.EXPERT_PARALLEL, expert);
    put(axes, Dimension.CONTEXT_PARALLEL, contextWays);
    put(axes, Dimension.LAYOUT, layout);
    put(axes, Dimension.ATTENTION_LAYOUT, attentionLayout);
    put(axes, Dimension.ATTENTION, attention);
    put(axes, Dimension.NUM_ATTENTION_HEADS, queryHeads);
    put(axes, Dimension.NUM_KEY_VALUE_HEADS, kvHeads);
    put(axes, Dimension.HEAD_DIM, headDim);
    put(axes, Dimension.V_HEAD_DIM, valueDim);
    put(axes, Dimension.WINDOW, window);
    put(axes, Dimension.NUM_HIDDEN_LAYERS, layers);
    put(axes, Dimension.DTYPE, dtype);
    put(axes, Dimension.WEIGHT_DTYPE, weightDtype);
    put(axes, Dimension.KV_CACHE_DTYPE, kvCacheDtype);
    put(axes, Dimension.RUNTIME, runtime);
    put(axes, Dimension.KERNEL_WISH, kernel);
    put(axes, Dimension.CACHE_STATE, cacheState);
    put(axes, Dimension.INPUT_LEN, inputLength);
    put(axes, Dimension.QUERY_LENGTH, queryLength);
    put(axes, Dimension.BATCH_SIZE, batchSize);
    put(axes, Dimension.CONTEXT_LENGTH, contextLength);
    return axes;
  }

  /** Values by number of the profile: options, before these. */
  Map<String, String> quantities(Map<String, String> otherwise) {
    Map<String, String> changed = new LinkedHashMap<>(otherwise);
    changed.putAll(quantities);
    return changed;
  }

  private static void put(Map<String, String> axes, Dimension dimension, @Nullable String text) {
    if (text != null) {
      axes.put(dimension.key(), text);
    }
  }
}
