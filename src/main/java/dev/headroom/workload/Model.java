package dev.headroom.workload;

import static dev.headroom.workload.Require.positive;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A whole Transformer: decoder-only, or encoder–decoder if it has encoder layers.
 *
 * @param name the preset's name or the file's
 * @param modelDim width of the residual stream, {@code hidden_size}
 * @param embedding tables at both ends
 * @param maxContext longest sequence it was made for, in tokens
 * @param decoder decoder layers, at least one group
 * @param encoder encoder layers; empty for a decoder-only model
 * @param source where its shape was read
 */
public record Model(
    String name,
    int modelDim,
    Embedding embedding,
    long maxContext,
    List<LayerGroup> decoder,
    List<LayerGroup> encoder,
    String source) {

  /** Copies the lists and checks the ranges. */
  public Model {
    positive("hidden_size", modelDim);
    positive("max_position_embeddings", maxContext);
    decoder = List.copyOf(decoder);
    encoder = List.copyOf(encoder);
    if (decoder.isEmpty()) {
      throw new IllegalArgumentException("num_hidden_layers: must be at least 1, was 0");
    }
  }

  /** Whether it has an encoder that the decoder attends to. */
  public boolean isEncoderDecoder() {
    return !encoder.isEmpty();
  }

  /** Decoder layers. */
  public int decoderLayers() {
    return decoder.stream().mapToInt(LayerGroup::count).sum();
  }

  /** The attention of the first decoder layer, by which a model is named MHA, GQA, MQA or MLA. */
  public Attention attention() {
    return decoder.get(0).layer().attention();
  }

  /**
   * All weights: tables, layers, a final norm for each stack. Biases (at most 0.1 % in models that
   * have them) are not counted.
   */
  public long parameters() {
    long layers =
        Stream.concat(decoder.stream(), encoder.stream())
            .mapToLong(group -> group.count() * group.layer().parameters(modelDim))
            .sum();
    long finalNorms = (isEncoderDecoder() ? 2L : 1L) * modelDim;
    return embedding.parameters(modelDim) + layers + finalNorms;
  }

  /**
   * Elements that one token adds to the self-attention caches of all decoder layers, windows not
   * considered.
   */
  public long cacheElementsPerToken() {
    return decoder.stream()
        .mapToLong(group -> group.count() * group.layer().attention().cacheElementsPerToken())
        .sum();
  }

  /** The same model under another name. */
  public Model withName(String newName) {
    return new Model(newName, modelDim, embedding, maxContext, decoder, encoder, source);
  }

  /** The model with every layer of both stacks changed. */
  public Model mapLayers(UnaryOperator<Layer> change) {
    return new Model(
        name, modelDim, embedding, maxContext, map(decoder, change), map(encoder, change), source);
  }

  /** The model with every decoder layer changed. */
  public Model mapDecoder(UnaryOperator<Layer> change) {
    return new Model(name, modelDim, embedding, maxContext, map(decoder, change), encoder, source);
  }

  private static List<LayerGroup> map(List<LayerGroup> groups, UnaryOperator<Layer> change) {
    return groups.stream()
        .map(group -> new LayerGroup(group.count(), change.apply(group.layer())))
        .toList();
  }
}
