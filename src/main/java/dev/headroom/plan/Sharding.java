package dev.headroom.plan;

import dev.headroom.workload.Attention;
import dev.headroom.workload.Embedding;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.Layer;
import dev.headroom.workload.LayerGroup;
import dev.headroom.workload.Model;
import java.util.ArrayList;
import java.util.List;

/**
 * How a model is spread over devices.
 *
 * @param tensor devices that share every layer
 * @param pipeline stages of layers, each on its own devices
 * @param data copies of all that, which share the requests
 */
public record Sharding(int tensor, int pipeline, int data) {
  /** One device. */
  public static final Sharding NONE = new Sharding(1, 1, 1);

  /** Checks the ranges. */
  public Sharding {
    atLeastOne("--tensor-parallel", tensor);
    atLeastOne("--pipeline-parallel", pipeline);
    atLeastOne("--data-parallel", data);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": must be at least 1, was " + value);
    }
  }

  /** Devices of one copy. */
  public int devicesPerReplica() {
    return tensor * pipeline;
  }

  /** Devices in all. */
  public int devices() {
    return tensor * pipeline * data;
  }

  /**
   * The part of a model that one device of the largest stage holds: the heads, the widths and the
   * vocabulary divided by the tensor ways, the layers by the stages. KV heads are replicated where
   * there are fewer than ways; latents always are, since all heads share them.
   *
   * @throws IllegalArgumentException if heads, widths or layers do not divide, naming which
   */
  public Model shard(Model model) {
    if (model.isEncoderDecoder()) {
      throw new IllegalArgumentException(
          "--model: '" + model.name() + "' has an encoder; plans are made for decoders");
    }
    if (pipeline > model.decoderLayers()) {
      throw new IllegalArgumentException(
          "--pipeline-parallel: must be at most the layers, "
              + model.decoderLayers()
              + ", was "
              + pipeline);
    }
    Embedding embedding = model.embedding();
    Model split =
        new Model(
            model.name(),
            model.modelDim(),
            new Embedding(
                (embedding.vocabularySize() + tensor - 1) / tensor,
                embedding.tied(),
                embedding.positions()),
            model.maxContext(),
            stage(model.decoder()),
            model.encoder(),
            model.source());
    return tensor == 1 ? split : split.mapDecoder(this::shard);
  }

  /** The layers of the stage with most of them; kinds in the proportion of the whole. */
  private List<LayerGroup> stage(List<LayerGroup> groups) {
    if (pipeline == 1) {
      return groups;
    }
    List<LayerGroup> stage = new ArrayList<>();
    for (LayerGroup group : groups) {
      stage.add(new LayerGroup((group.count() + pipeline - 1) / pipeline, group.layer()));
    }
    return stage;
  }

  private Layer shard(Layer layer) {
    return new Layer(shard(layer.attention()), null, shard(layer.feedForward()), layer.parallel());
  }

  private Attention shard(Attention attention) {
    if (attention instanceof LatentAttention latent) {
      return latent.withQueryHeads(divided("num_attention_heads", latent.queryHeads()));
    }
    GroupedAttention grouped = (GroupedAttention) attention;
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
      return new FeedForward.Dense(divided("intermediate_size", dense.hiddenDim()), dense.gated());
    }
    FeedForward.Experts experts = (FeedForward.Experts) feedForward;
    return new FeedForward.Experts(
        experts.experts(),
        experts.expertsPerToken(),
        divided("moe_intermediate_size", experts.expertDim()),
        experts.sharedDim() == 0 ? 0 : divided("shared expert width", experts.sharedDim()),
        experts.gated());
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
    if (tensor > 1) {
      parts.add("tensor " + tensor);
    }
    if (pipeline > 1) {
      parts.add("pipeline " + pipeline);
    }
    if (data > 1) {
      parts.add("data " + data);
    }
    return parts.isEmpty() ? "one device" : String.join(" × ", parts);
  }
}
