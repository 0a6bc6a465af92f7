package dev.headroom.cli;

import dev.headroom.document.Nearest;
import dev.headroom.figure.FigureKind;
import dev.headroom.timing.KernelWish;
import dev.headroom.workload.Batch;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.GenerationRequest;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Precision;
import dev.headroom.workload.RuntimeCatalog;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that say what step is asked about. Unless given, they follow from the model and the
 * phase.
 */
final class ScenarioOptions {
  private static final long USUAL_CONTEXT = 2048;

  /** From the shortest to the longest context of a figure. */
  private static final long RANGE = 256;

  private static final int MOST_BLOCK_TOKENS = 1 << 20;

  @Option(
      names = "--phase",
      paramLabel = "PHASE",
      defaultValue = "decode",
      description =
          "decode (one new token a sequence), prefill (the prompt; of an encoder-decoder model the"
              + " encoder's pass over the source), generate (prefill and every step after it) or"
              + " train (forward, backward, update) (default: ${DEFAULT-VALUE}).")
  private String phase = "decode";

  @Option(
      names = {"-b", "--batch-size"},
      paramLabel = "N",
      description =
          "Sequences served together; lists and ranges as 1,8,32 or 1-128*2 (default: 1).")
  private @Nullable String batchSize;

  @Option(
      names = {"-c", "--context-length"},
      paramLabel = "N",
      description =
          "Tokens of each sequence already in the cache; lists and ranges (default: 2048, or half of"
              + " what the model was made for; 0 in a prefill).")
  private @Nullable String contextLength;

  @Option(
      names = "--query-length",
      paramLabel = "N",
      description =
          "New tokens of each sequence; lists and ranges; more than one in a decode step are guesses"
              + " to verify, each of which meets the output head (default: 1; 2048 in a prefill).")
  private @Nullable String queryLength;

  @Option(
      names = {"--input-len", "--isl"},
      paramLabel = "N",
      description =
          "Length of the source that an encoder-decoder model reads, or of the prompt of a generation;"
              + " of a generation lists and ranges (default: half of what the model was made for, at"
              + " most 2048).")
  private @Nullable String inputLength;

  @Option(
      names = "--sequences",
      paramLabel = "COUNTxNEW@CACHED",
      description =
          "A ragged batch, as 4x1@2048,1x512@0; instead of batch size, query and context length.")
  private @Nullable String sequences;

  @Option(
      names = "--beams",
      paramLabel = "N",
      description =
          "Hypotheses of a beam search: N rows and caches for each of the batch's sequences, which"
              + " share the keys and values of their source (default: 1).")
  private @Nullable String beams;

  @Option(
      names = "--shared-prefix",
      paramLabel = "N",
      description =
          "Cached tokens at the start that all sequences have in common and store once (default:"
              + " 0).")
  private @Nullable String sharedPrefix;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "fp32, bf16, fp16: all of it; fp8, int8, fp4: weights and their products; int4: weights"
              + " alone (default: the first of bf16, fp16, fp32 that all devices can).")
  private @Nullable String dtype;

  @Option(
      names = "--weight-dtype",
      paramLabel = "TYPE",
      description = "Type in which weights lie in memory, where it is not --dtype.")
  private @Nullable String weightDtype;

  @Option(
      names = "--kv-cache-dtype",
      paramLabel = "TYPE",
      description =
          "Type of the KV cache: fp32, bf16, fp16, fp8, int8, int4; int8:64 has a scale every 64"
              + " elements (default: the activations' type).")
  private @Nullable String kvCacheDtype;

  @Option(
      names = "--runtime",
      paramLabel = "NAME|FILE",
      defaultValue = "flash",
      description =
          "flash (scores stay on chip), unfused, unfused-rewrite, unfused-concat,"
              + " mesh-tensorflow-2019, hugging-face-eager-concat, jax-2022, gpt-fast, fastertransformer, llama-cpp, or a YAML file of that form; its"
              + " data types hold unless one is given (default: ${DEFAULT-VALUE}).")
  private String runtime = "flash";

  @Option(
      names = "--kv-block-size",
      paramLabel = "N",
      description = "Tokens of a block of a paged KV cache (default: no pages).")
  private @Nullable String blockSize;

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      description =
          "The kernel by which attention is predicted, or parts of its name, as vllm, fa3 or"
              + " sglang.fa3.bf16 (see 'headroom devices show'); none: the roofline alone (default: the"
              + " first of the device's profile that computes the step).")
  private @Nullable String kernel;

  @Option(
      names = "--cache-state",
      paramLabel = "STATE",
      defaultValue = "warm",
      description =
          "warm: the step before left what it touched last, which the bound credits and of which a"
              + " kernel finds what the step's own bytes do not displace; or cold (default:"
              + " ${DEFAULT-VALUE}).")
  private String cacheState = "warm";

  /** The phase asked for. */
  Phase phase() {
    return oneOf("--phase", phase, Phase.values(), Phase::key);
  }

  private Scenario base(DataType usualType) {
    ExecutionPolicy policy = policy();
    return new Scenario(
        phase(),
        Batch.decode(1, 0),
        0,
        precision(usualType, policy),
        policy,
        oneOf("--cache-state", cacheState, CacheState.values(), CacheState::key));
  }

  private int hypotheses() {
    return (int) number("--beams", 1, Scenario.MOST_BEAMS, beams == null ? "1" : beams);
  }

  /** The generations asked for, every batch size with every length. */
  List<GenerationRequest> generations(Model model, DataType usualType, List<Long> outputLengths) {
    refuse("--query-length", queryLength, "a generation takes --input-len and --output-len");
    refuse("--context-length", contextLength, "a generation takes --input-len and --output-len");
    refuse("--sequences", sequences, "a generation has equal sequences");
    refuse("--shared-prefix", sharedPrefix, "it is counted in single steps");
    int many = hypotheses();
    Scenario base = base(usualType).withBatch(Batch.decode(many, 0)).withBeams(many);
    List<GenerationRequest> requests = new ArrayList<>();
    for (long size : numbers("--batch-size", 1, orElse(batchSize, 1))) {
      for (long input : numbers("--input-len", 1, orElse(inputLength, usual(model)))) {
        for (long output : outputLengths) {
          requests.add(request(base, size, input, output));
        }
      }
    }
    requireFew(requests.size());
    return requests;
  }

  private static GenerationRequest request(Scenario base, long size, long input, long output) {
    try {
      return new GenerationRequest(base, size, input, output);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--" + String.valueOf(e.getMessage()).replace('_', '-'), e);
    }
  }

  /** The training steps asked for: the new tokens are those of the target. */
  List<Scenario> trainingSteps(Model model, DataType usualType) {
    refuse("--context-length", contextLength, "a training step has no cache");
    refuse("--sequences", sequences, "a training step has equal sequences");
    refuse("--shared-prefix", sharedPrefix, "a training step has no cache");
    refuse("--beams", beams, "a training step has no hypotheses");
    Scenario base = base(usualType).withSourceLength(sourceLength(model));
    List<Scenario> steps = new ArrayList<>();
    long usualTarget = Math.min(USUAL_CONTEXT, model.maxContext());
    for (long size : numbers("--batch-size", 1, orElse(batchSize, 1))) {
      for (long target : numbers("--query-length", 1, orElse(queryLength, usualTarget))) {
        steps.add(base.withBatch(Batch.prefill(size, target)));
      }
    }
    requireFew(steps.size());
    return steps;
  }

  private static void requireFew(long scenarios) {
    if (scenarios > IntegerList.LONGEST) {
      throw new IllegalArgumentException(
          "--batch-size, --input-len, --output-len, --query-length: at most "
              + IntegerList.LONGEST
              + " combinations at once, were "
              + scenarios);
    }
  }

  private static void refuse(String option, @Nullable String given, String reason) {
    if (given != null) {
      throw new IllegalArgumentException(option + ": " + reason + "; leave it out");
    }
  }

  /**
   * The steps asked for, every batch size with every length.
   *
   * @throws IllegalArgumentException if a whole generation or a training step is asked for
   */
  List<Scenario> scenarios(Model model, DataType usualType) {
    Phase chosen = phase();
    if (chosen == Phase.GENERATE || chosen == Phase.TRAIN) {
      throw new IllegalArgumentException(
          "--phase: "
              + chosen.key()
              + " is answered by estimate and compare; here are decode and"
              + " prefill");
    }
    boolean encodes = model.isEncoderDecoder() && chosen == Phase.PREFILL;
    Scenario base = base(usualType).withSourceLength(encodes ? 0 : sourceLength(model));
    int hypotheses = hypotheses();
    long prefix =
        number("--shared-prefix", 0, Segment.MAX_LENGTH, sharedPrefix == null ? "0" : sharedPrefix);
    return batches(model, chosen).stream()
        .map(batch -> encodes ? ofSource(base, batch) : base.withBatch(times(batch, hypotheses)))
        .map(scenario -> scenario.withBeams(hypotheses))
        .map(scenario -> withPrefix(scenario, prefix))
        .toList();
  }

  /** Every sequence once for each of its hypotheses. */
  private static Batch times(Batch batch, int hypotheses) {
    try {
      return new Batch(
          batch.segments().stream()
              .map(
                  segment ->
                      new Segment(
                          segment.sequences() * hypotheses,
                          segment.queryLength(),
                          segment.contextLength()))
              .toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--beams: with all hypotheses, " + e.getMessage(), e);
    }
  }

  private static Scenario withPrefix(Scenario scenario, long prefix) {
    try {
      return scenario.withSharedPrefix(prefix);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--" + String.valueOf(e.getMessage()).replace('_', '-'), e);
    }
  }

  /** An encoder's new tokens are those of the source. */
  private static Scenario ofSource(Scenario base, Batch batch) {
    if (batch.segments().size() > 1) {
      throw new IllegalArgumentException(
          "--sequences: an encoder pass is counted for sources of one length");
    }
    return base.withBatch(batch).withSourceLength(batch.longestQuery());
  }

  private static long number(String option, long least, long most, String text) {
    return new IntegerList(option, least, most).single(text);
  }

  /** The kernels that attention is to be predicted by. */
  KernelWish kernels() {
    return kernel == null ? KernelWish.PREFERRED : KernelWish.parse(kernel);
  }

  /**
   * The bare comparison is the paper's decoder step: 128 sequences on each of two cores, the last
   * of 128 positions; or its training step, a quarter of 128 pairs of 256 tokens on a chip.
   */
  void usePaperStep() {
    boolean decode = phase.equalsIgnoreCase(Phase.DECODE.key());
    if (sequences == null) {
      boolean train = phase.equalsIgnoreCase(Phase.TRAIN.key());
      batchSize = batchSize == null ? (train ? "32" : "256") : batchSize;
      contextLength = contextLength == null && decode ? "127" : contextLength;
    }
    String paperSource = phase.equalsIgnoreCase(Phase.TRAIN.key()) ? "256" : "128";
    boolean free = decode || queryLength == null;
    inputLength = inputLength == null && free ? paperSource : inputLength;
  }

  /**
   * What a chart shows unless told otherwise: contexts in powers of two up to what the model was
   * made for, and of a heat map batch sizes too.
   */
  void useRange(FigureKind kind, boolean named, long maxContext) {
    if (sequences == null) {
      if (kind.isOverLengths()) {
        useLengths(maxContext);
      }
      batchSize = batchSize == null ? kind.usualBatches().orElse(null) : batchSize;
    }
    if (!named) {
      usePaperStep();
    }
  }

  /** Powers of two up to what a model was made for, as an option takes them. */
  static String lengths(long maxContext) {
    long most = Math.max(2, Long.highestOneBit(maxContext));
    return Math.max(1, most / RANGE) + "-" + most + "*2";
  }

  private void useLengths(long maxContext) {
    String range = lengths(maxContext);
    if (!phase.equalsIgnoreCase(Phase.PREFILL.key())) {
      contextLength = contextLength == null ? range : contextLength;
    } else if (contextLength == null && queryLength == null) {
      queryLength = range;
    }
  }

  /** The type asked for, if one was. */
  @Nullable DataType type() {
    return dtype == null ? null : type("--dtype", dtype);
  }

  private List<Batch> batches(Model model, Phase chosen) {
    if (sequences != null) {
      if (batchSize != null || contextLength != null || queryLength != null) {
        throw new IllegalArgumentException(
            "--sequences: says batch size, query length and context length already; leave"
                + " --batch-size, --query-length and --context-length out");
      }
      return List.of(SegmentList.parse(sequences));
    }
    boolean decode = chosen == Phase.DECODE;
    List<Long> sizes = numbers("--batch-size", 1, orElse(batchSize, 1));
    List<Long> queries = queries(model, decode);
    long usualContext = decode ? usual(model) : 0;
    List<Long> contexts = numbers("--context-length", 0, orElse(contextLength, usualContext));
    long scenarios = (long) sizes.size() * queries.size() * contexts.size();
    if (scenarios > IntegerList.LONGEST) {
      throw new IllegalArgumentException(
          "--batch-size, --query-length, --context-length: at most "
              + IntegerList.LONGEST
              + " combinations at once, were "
              + scenarios);
    }
    List<Batch> batches = new ArrayList<>();
    for (long size : sizes) {
      for (long query : queries) {
        for (long context : contexts) {
          batches.add(Batch.uniform(size, query, context));
        }
      }
    }
    return batches;
  }

  /** What an encoder reads may be given as the length of the source or of new tokens. */
  private List<Long> queries(Model model, boolean decode) {
    if (!decode && model.isEncoderDecoder()) {
      if (inputLength != null && queryLength != null) {
        throw new IllegalArgumentException(
            "--query-length: --input-len says what the encoder reads already; give one of the two");
      }
      String length = inputLength == null ? queryLength : inputLength;
      String option = inputLength == null ? "--query-length" : "--input-len";
      return numbers(option, 1, orElse(length, usual(model)));
    }
    long usualQuery = decode ? 1 : Math.min(USUAL_CONTEXT, model.maxContext());
    return numbers("--query-length", 1, orElse(queryLength, usualQuery));
  }

  private static List<Long> numbers(String option, long least, String text) {
    return new IntegerList(option, least, Segment.MAX_LENGTH).parse(text);
  }

  private static long usual(Model model) {
    return Math.min(USUAL_CONTEXT, Math.max(1, model.maxContext() / 2));
  }

  private static String orElse(@Nullable String text, long number) {
    return text == null ? Long.toString(number) : text;
  }

  private long sourceLength(Model model) {
    if (!model.isEncoderDecoder()) {
      if (inputLength != null) {
        throw new IllegalArgumentException(
            "--input-len: model '"
                + model.name()
                + "' has no encoder; the length of a prompt is --query-length, of a cache"
                + " --context-length");
      }
      return 0;
    }
    return new IntegerList("--input-len", 1, Segment.MAX_LENGTH)
        .single(orElse(inputLength, usual(model)));
  }

  private Precision precision(DataType usualType, ExecutionPolicy policy) {
    DataType asked = type();
    Precision precision =
        asked == null ? policy.types().applyTo(Precision.of(usualType)) : Precision.of(asked);
    if (weightDtype != null) {
      precision = precision.withWeights(type("--weight-dtype", weightDtype));
    }
    return kvCacheDtype == null ? precision : precision.withKvCache(KvFormat.parse(kvCacheDtype));
  }

  private ExecutionPolicy policy() {
    ExecutionPolicy policy = namedPolicy();
    if (blockSize == null) {
      return policy;
    }
    long tokens = new IntegerList("--kv-block-size", 1, MOST_BLOCK_TOKENS).single(blockSize);
    return policy.withPageTokens((int) tokens);
  }

  private ExecutionPolicy namedPolicy() {
    if (runtime.endsWith(".yaml") || runtime.endsWith(".yml")) {
      return RuntimeCatalog.read(Path.of(runtime));
    }
    String[] names = RuntimeCatalog.names().toArray(String[]::new);
    return RuntimeCatalog.find(oneOf("--runtime", runtime, names, name -> name));
  }

  private static DataType type(String option, String text) {
    return oneOf(option, text, DataType.values(), DataType::key);
  }

  private static <T> T oneOf(String option, String text, T[] values, Function<T, String> key) {
    String wanted = text.toLowerCase(Locale.ROOT);
    List<String> keys = new ArrayList<>();
    for (T value : values) {
      if (key.apply(value).equals(wanted)) {
        return value;
      }
      keys.add(key.apply(value));
    }
    throw new IllegalArgumentException(option + ": " + Nearest.unknown("value", text, keys));
  }
}
