package dev.headroom.report.view;

import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.workload.Attention;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.ImportedModel;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.Layer;
import dev.headroom.workload.LayerGroup;
import dev.headroom.workload.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is known of models. */
public final class ModelsView {
  private static final int BF16_BYTES = 2;

  private ModelsView() {}

  /** One row a model. */
  public static Report list(Origin origin, List<ImportedModel> models) {
    Section.Builder table =
        Section.builder("")
            .column("model", "Model", Quantity.TEXT)
            .column("parameters", "Parameters", Quantity.AMOUNT)
            .column("layers", "Layers", Quantity.TEXT)
            .column("width", "Width", Quantity.COUNT)
            .column("attention", "Attention", Quantity.TEXT)
            .column("heads", "Heads", Quantity.COUNT)
            .column("kv_bytes_per_token", "KV a token, BF16", Quantity.BYTES)
            .column("max_context", "Made for", Quantity.COUNT);
    List<Result> results = new ArrayList<>();
    for (ImportedModel imported : models) {
      Model model = imported.model();
      table.row(
          model.name(),
          model.parameters(),
          layers(model),
          model.modelDim(),
          Words.variant(model.attention().variant()),
          model.attention().queryHeads(),
          cacheBytes(model),
          model.maxContext());
      results.add(result(imported).build());
    }
    return Report.of(origin, "", List.of(table.build()), results);
  }

  private static String layers(Model model) {
    return model.isEncoderDecoder()
        ? encoderLayers(model) + "+" + model.decoderLayers()
        : Integer.toString(model.decoderLayers());
  }

  private static int encoderLayers(Model model) {
    return model.encoder().stream().mapToInt(LayerGroup::count).sum();
  }

  private static long cacheBytes(Model model) {
    return BF16_BYTES * model.cacheElementsPerToken();
  }

  private static Result.Builder result(ImportedModel imported) {
    Model model = imported.model();
    Result.Builder result = Result.builder();
    result
        .put("model", model.name())
        .put("title", imported.origin().title())
        .put("parameters", model.parameters())
        .put("published_parameters", imported.origin().publishedParameters())
        .put("num_hidden_layers", model.decoderLayers())
        .put("num_encoder_layers", model.isEncoderDecoder() ? encoderLayers(model) : null)
        .put("hidden_size", model.modelDim())
        .put("vocab_size", model.embedding().vocabularySize())
        .put("tie_word_embeddings", model.embedding().tied())
        .put("attention", model.attention().variant())
        .put("kv_elements_per_token", model.cacheElementsPerToken())
        .put("kv_bytes_per_token_bf16", cacheBytes(model))
        .put("max_position_embeddings", model.maxContext())
        .put("source", imported.origin().source())
        .put("evidence", imported.origin().evidence().name().toLowerCase(Locale.ROOT))
        .put("aliases", imported.origin().aliases());
    EstimateResult.putHeads(model.attention(), result);
    return result;
  }

  /** The layers of each model, kind by kind. */
  public static Report show(Origin origin, List<ImportedModel> models) {
    List<Section> sections = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    Report report = Report.of(origin, "", sections, results);
    for (ImportedModel imported : models) {
      sections.add(layerTable(imported));
      results.add(
          result(imported)
              .put("layers", layerResults(imported.model()))
              .put("warnings", imported.warnings())
              .build());
    }
    report = new Report(origin, "", sections, report.remarks(), results, Result.EMPTY);
    for (ImportedModel imported : models) {
      report = report.withRemark(sourceOf(imported));
    }
    return report;
  }

  private static List<Result> layerResults(Model model) {
    List<Result> layers = new ArrayList<>();
    model.encoder().forEach(group -> layers.add(layerResult("encoder", group, model)));
    model.decoder().forEach(group -> layers.add(layerResult("decoder", group, model)));
    return layers;
  }

  private static Result layerResult(String stack, LayerGroup group, Model model) {
    Layer layer = group.layer();
    Result.Builder result =
        Result.builder()
            .put("stack", stack)
            .put("count", group.count())
            .put("attention", layer.attention().variant());
    EstimateResult.putHeads(layer.attention(), result);
    return result
        .put("mask", layer.attention().mask().describe())
        .put("cross_attention", layer.crossAttention() != null)
        .put("feed_forward", feedForward(layer.feedForward()))
        .put("parameters", layer.parameters(model.modelDim()))
        .build();
  }

  private static Section layerTable(ImportedModel imported) {
    Model model = imported.model();
    Section.Builder table =
        Section.builder(imported.origin().title() + " (" + model.name() + ")")
            .column("stack", "Stack", Quantity.TEXT)
            .column("layers", "Layers", Quantity.COUNT)
            .column("attention", "Attention", Quantity.TEXT)
            .column("heads", "Heads", Quantity.TEXT)
            .column("mask", "Sees", Quantity.TEXT)
            .column("feed_forward", "Feed-forward", Quantity.TEXT)
            .column("parameters", "Parameters each", Quantity.AMOUNT);
    model.encoder().forEach(group -> add(table, "encoder", group, model));
    model.decoder().forEach(group -> add(table, "decoder", group, model));
    return table.build();
  }

  private static void add(Section.Builder table, String stack, LayerGroup group, Model model) {
    Layer layer = group.layer();
    String cross = layer.crossAttention() == null ? "" : " and cross-attention";
    table.row(
        stack,
        group.count(),
        Words.variant(layer.attention().variant()) + cross,
        heads(layer.attention()),
        layer.attention().mask().describe(),
        feedForward(layer.feedForward()),
        layer.parameters(model.modelDim()));
  }

  private static String heads(Attention attention) {
    if (attention instanceof GroupedAttention grouped) {
      String widths =
          grouped.keyDim() == grouped.valueDim()
              ? Integer.toString(grouped.keyDim())
              : grouped.keyDim() + "/" + grouped.valueDim();
      return grouped.queryHeads() + " on " + grouped.kvHeads() + " of " + widths;
    }
    LatentAttention latent = (LatentAttention) attention;
    return latent.queryHeads()
        + " of "
        + latent.nopeDim()
        + "+"
        + latent.ropeDim()
        + "/"
        + latent.valueDim()
        + ", rank "
        + latent.kvRank();
  }

  private static String feedForward(FeedForward feedForward) {
    if (feedForward instanceof FeedForward.Dense dense) {
      return dense.hiddenDim() + (dense.gated() ? " gated" : "");
    }
    FeedForward.Experts experts = (FeedForward.Experts) feedForward;
    return experts.expertsPerToken()
        + " of "
        + experts.experts()
        + " experts of "
        + experts.expertDim()
        + (experts.sharedDim() > 0 ? ", shared " + experts.sharedDim() : "");
  }

  private static String sourceOf(ImportedModel imported) {
    Model model = imported.model();
    return model.name()
        + ": "
        + model.parameters()
        + " parameters, "
        + model.cacheElementsPerToken()
        + " cached elements a token; source: "
        + imported.origin().source()
        + " ("
        + imported.origin().evidence().name().toLowerCase(Locale.ROOT)
        + ").";
  }
}
