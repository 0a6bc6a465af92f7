package dev.headroom.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a model and its batch are spread over devices.
 *
 * @param tensor devices that share every layer
 * @param pipeline stages of layers, each on its own devices
 * @param data copies of all that, which share the sequences
 * @param expert devices that share the experts of a mixture whole; 1 to cut every expert's width
 *     into the tensor ways instead. A multiple of {@code tensor} that divides {@code tensor·data}:
 *     where it is larger, copies exchange tokens
 * @param context devices that share the tokens of every sequence: the queries of a prompt, the
 *     cached keys of a decode step
 * @param weights how weights are laid out over the tensor ways
 * @param attention what of attention is divided among the tensor ways
 * @see <a href="https://arxiv.org/abs/2211.05102">Pope et al. 2022, sections 3.2 and 3.3, for the
 *     layouts of weights and attention</a>
 */
public record Sharding(
    int tensor,
    int pipeline,
    int data,
    int expert,
    int context,
    WeightLayout weights,
    AttentionLayout attention) {
  /** One device. */
  public static final Sharding NONE = new Sharding(1, 1, 1);

  /** How weights lie on the devices that share a layer. */
  public enum WeightLayout {
    /** Each holds a strip of the hidden width; activations of the model's width are summed. */
    STATIONARY_1D("1d"),
    /** Each holds a block of both widths; activations are gathered and summed along both sides. */
    STATIONARY_2D("2d"),
    /** Each holds a part, gathers all of a layer before it, and serves a part of the batch. */
    GATHERED("gathered");

    private final String key;

    WeightLayout(String key) {
      this.key = key;
    }

    /** The name in files: {@code 2d}. */
    public String key() {
      return key;
    }

    /** The layouts by name. */
    public static Map<String, WeightLayout> byKey() {
      Map<String, WeightLayout> layouts = new LinkedHashMap<>();
      Arrays.stream(values()).forEach(each -> layouts.put(each.key, each));
      return layouts;
    }
  }

  /** What of attention the devices divide that share a layer. */
  public enum AttentionLayout {
    /** Heads; keys and values are replicated where there are fewer heads of them than ways. */
    HEADS,
    /** Sequences, each with all its heads: every key lies on one device. */
    BATCH;

    /** The name in files: {@code heads}. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The layouts by name. */
    public static Map<String, AttentionLayout> byKey() {
      Map<String, AttentionLayout> layouts = new LinkedHashMap<>();
      Arrays.stream(values()).forEach(each -> layouts.put(each.key(), each));
      return layouts;
    }
  }

  /** Checks the ranges. */
  public Sharding {
    atLeastOne("--tensor-parallel", tensor);
    atLeastOne("--pipeline-parallel", pipeline);
    atLeastOne("--data-parallel", data);
    atLeastOne("--expert-parallel", expert);
    atLeastOne("--context-parallel", context);
    if (expert > 1 && (expert % tensor != 0 || tensor * data % expert != 0)) {
      throw new IllegalArgumentException(
          "--expert-parallel: must be a multiple of the tensor ways, "
              + tensor
              + ", and divide them times the copies, "
              + tensor * data
              + "; was "
              + expert);
    }
    if (weights == WeightLayout.GATHERED && (expert > 1 || context > 1)) {
      throw new IllegalArgumentException(
          "--layout: gathered weights are counted without --expert-parallel and"
              + " --context-parallel");
    }
  }

  /** Strips of weights, heads of attention. */
  public Sharding(int tensor, int pipeline, int data) {
    this(tensor, pipeline, data, 1, 1, WeightLayout.STATIONARY_1D, AttentionLayout.HEADS);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": must be at least 1, was " + value);
    }
  }

  /** Devices of one copy. */
  public int devicesPerReplica() {
    return tensor * pipeline * context;
  }

  /** Devices in all. */
  public int devices() {
    return devicesPerReplica() * data;
  }

  /** Whether the tensor ways hold weights of their own and exchange activations. */
  public boolean splitsWidths() {
    return tensor > 1 && weights != WeightLayout.GATHERED;
  }

  /** Copies whose tokens meet in the experts of a mixture. */
  public int expertCopies() {
    return Math.max(1, expert / tensor);
  }

  /** Into how many parts the sequences of a batch are divided: copies, and ways that gather. */
  private long batchWays() {
    return (long) data * (weights == WeightLayout.GATHERED ? tensor : 1);
  }

  /**
   * Groups of sequences that follow one another through the stages of a copy: as many as stages, if
   * there are as many sequences.
   *
   * @param batch of all copies
   * @param beams hypotheses of a sequence, which stay together
   */
  public int groups(Batch batch, int beams) {
    long own = divide(batch.sequences() / beams, batchWays());
    return (int) Math.max(1, Math.min(pipeline, own));
  }

  /**
   * By what a step takes longer than the passes of its groups through one stage: stages wait for
   * the first group of a prompt and behind its last; in decoding, a sequence's next token waits for
   * its last one, so that with fewer groups than stages devices idle.
   */
  public double waiting(Phase phase, int groups) {
    int rounds = phase == Phase.DECODE ? Math.max(pipeline, groups) : pipeline + groups - 1;
    return (double) rounds / groups;
  }

  /**
   * The sequences of one group on one device, of the busiest copy: {@code ⌈sequences / (copies ·
   * groups)⌉}; of a prompt cut for context parallelism {@code ⌈tokens / ways⌉}.
   *
   * @param batch of all copies
   * @param beams hypotheses of a sequence, which stay together
   */
  public Batch share(Batch batch, int beams, Phase phase) {
    long parts = batchWays() * groups(batch, beams);
    int cut = phase == Phase.DECODE ? 1 : context;
    if (parts == 1 && cut == 1) {
      return batch;
    }
    return new Batch(
        batch.segments().stream()
            .map(
                segment ->
                    new Segment(
                        divide(segment.sequences() / beams, parts) * beams,
                        divide(segment.queryLength(), cut),
                        segment.contextLength()))
            .toList());
  }

  private static long divide(long value, long parts) {
    return (value + parts - 1) / parts;
  }

  /**
   * The part of a model that one device of the largest stage computes with: the heads, the widths
   * and the vocabulary divided by the tensor ways, the layers by the stages. KV heads are
   * replicated where there are fewer than ways; latents always are, since all heads share them.
   * Gathered weights are computed with whole, and experts that are shared whole stay so.
   *
   * @throws IllegalArgumentException if heads or experts do not divide or layers are too few,
   *     naming which
   */
  public Model shard(Model model) {
    if (pipeline > 1 && model.isEncoderDecoder()) {
      throw new IllegalArgumentException(
          "--pipeline-parallel: '" + model.name() + "' has an encoder; stages are cut of decoders");
    }
    if (pipeline > model.decoderLayers()) {
      throw new IllegalArgumentException(
          "--pipeline-parallel: must be at most the layers, "
              + model.decoderLayers()
              + ", was "
              + pipeline);
    }
    int ways = splitsWidths() ? tensor : 1;
    Embedding embedding = model.embedding();
    Model split =
        new Model(
            model.name(),
            model.modelDim(),
            new Embedding(
                (embedding.vocabularySize() + ways - 1) / ways,
                embedding.tied(),
                embedding.positions()),
            model.maxContext(),
            stage(model.decoder()),
            model.encoder(),
            model.source());
    return ways == 1 ? split : split.mapLayers(this::shard);
  }

  /** The layers of the stage with most of them; kinds in the proportion of the whole. */
  private List<LayerGroup> stage(List<LayerGroup> groups) {
    return pipeline == 1
        ? groups
        : groups.stream()
            .map(group -> new LayerGroup((group.count() + pipeline - 1) / pipeline, group.layer()))
            .toList();
  }

  /**
   * Weights that one device holds.
   *
   * @throws IllegalArgumentException if the model cannot be spread so
   */
  public double parameters(Model model) {
    Model own = shard(model);
    if (weights == WeightLayout.GATHERED) {
      return (double) own.parameters() / tensor;
    }
    double elsewhere = 0;
    for (LayerGroup group : own.decoder()) {
      if (expert > 1 && group.layer().feedForward() instanceof FeedForward.Experts experts) {
        double held = (double) experts.experts() / expert;
        elsewhere +=
            group.count() * (experts.experts() - held) * experts.expertWeights(model.modelDim());
      }
    }
    return own.parameters() - elsewhere;
  }

  private Layer shard(Layer layer) {
    GroupedAttention cross = layer.crossAttention();
    return new Layer(
        shard(layer.attention()),
        cross == null ? null : (GroupedAttention) shard(cross),
        shard(layer.feedForward()),
        layer.parallel());
  }

  private Attention shard(Attention whole) {
    if (whole instanceof LatentAttention latent) {
      return latent.withQueryHeads(divided("num_attention_heads", latent.queryHeads()));
    }
    GroupedAttention grouped = (GroupedAttention) whole;
    int kvHeads = grouped.kvHeads();
    if (kvHeads > tensor ? kvHeads % tensor != 0 : tensor % kvHeads != 0) {
      throw new IllegalArgumentException(
          "--tensor-parallel: "
              + tensor
              + " ways neither divide nor are a multiple of the "
              + kvHeads
              + " KV heads");
    }
    return new GroupedAttention(
        divided("num_attention_heads", grouped.queryHeads()),
        Math.max(1, kvHeads / tensor),
        grouped.keyDim(),
        grouped.valueDim(),
        grouped.mask(),
        grouped.keyValues());
  }

  private FeedForward shard(FeedForward feedForward) {
    if (feedForward instanceof FeedForward.Dense dense) {
      return new FeedForward.Dense(strip(dense.hiddenDim()), dense.gated());
    }
    FeedForward.Experts experts = (FeedForward.Experts) feedForward;
    if (expert > 1 && experts.experts() % expert != 0) {
      throw new IllegalArgumentException(
          "--expert-parallel: " + expert + " ways do not divide num_experts " + experts.experts());
    }
    return new FeedForward.Experts(
        experts.experts(),
        experts.expertsPerToken(),
        expert > 1 ? experts.expertDim() : strip(experts.expertDim()),
        experts.sharedDim() == 0 ? 0 : strip(experts.sharedDim()),
        experts.gated());
  }

  /** The widest strip of a hidden width: programs fill the last one up. */
  private int strip(int width) {
    return (width + tensor - 1) / tensor;
  }

  private int divided(String name, int value) {
    if (value % tensor != 0) {
      throw new IllegalArgumentException(
          "--tensor-parallel: " + tensor + " ways do not divide " + name + " " + value);
    }
    return value / tensor;
  }

  /** In words: {@code tensor 2 × data 4}; {@code one device} if nothing is split. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    addTo(parts, "tensor", tensor);
    addTo(parts, "pipeline", pipeline);
    addTo(parts, "data", data);
    addTo(parts, "context", context);
    if (parts.isEmpty()) {
      return "one device";
    }
    String words = String.join(" × ", parts);
    if (expert > 1) {
      words += ", experts over " + expert;
    }
    if (weights != WeightLayout.STATIONARY_1D) {
      words += ", weights " + weights.key();
    }
    return attention == AttentionLayout.BATCH ? words + ", attention by sequences" : words;
  }

  private static void addTo(List<String> parts, String name, int ways) {
    if (ways > 1) {
      parts.add(name + " " + ways);
    }
  }
}
