package dev.headroom.cli;

import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.HeadOverrides;
import dev.headroom.workload.ImportedModel;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.ModelChange;
import dev.headroom.workload.ParameterMatching;
import dev.headroom.workload.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which model, and what is changed of it. */
final class ModelOptions {
  private static final String PAPERS_MODEL = "shazeer-wmt-mha";
  private static final int MOST = 1 << 20;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "NAME|FILE",
      description =
          "A preset (see 'headroom models list') or a config.json (default: "
              + PAPERS_MODEL
              + ", the translation model of Shazeer 2019).")
  private @Nullable String name;

  @Mixin private ModelFolderOptions folders = new ModelFolderOptions();

  @Option(
      names = {"-a", "--attention"},
      paramLabel = "VARIANT",
      description =
          "What to put in the place of the model's attention: mha, mqa, gqa:N (N KV heads), mla,"
              + " mla:absorbed or mla:expanded; compare takes a list.")
  private List<String> attention = new ArrayList<>();

  @Option(
      names = "--num-attention-heads",
      paramLabel = "N",
      description = "Another number of query heads.")
  private @Nullable String queryHeads;

  @Option(
      names = "--num-key-value-heads",
      paramLabel = "N",
      description = "Another number of KV heads.")
  private @Nullable String kvHeads;

  @Option(names = "--head-dim", paramLabel = "N", description = "Another width of a head.")
  private @Nullable String headDim;

  @Option(
      names = "--v-head-dim",
      paramLabel = "N",
      description = "Another width of a value, where it is not the key's.")
  private @Nullable String valueDim;

  @Option(
      names = "--window",
      paramLabel = "N",
      description = "A sliding window on the decoder's self-attention, the token itself included.")
  private @Nullable String window;

  @Option(
      names = "--match-parameters",
      negatable = true,
      description =
          "Widen the feed-forward of changed models until they have as many parameters as the"
              + " unchanged one (default: only when no model is named).")
  private @Nullable Boolean matchParameters;

  /** Whether a model was named. */
  boolean isNamed() {
    return name != null;
  }

  /** The unchanged model; what was assumed in reading it goes to the error stream. */
  Model unchanged(Surroundings surroundings, boolean quiet) {
    ModelCatalog catalog = folders.catalog(surroundings);
    ImportedModel found;
    try {
      found = ModelFolderOptions.find(catalog, name == null ? PAPERS_MODEL : name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--model: " + e.getMessage(), e);
    }
    if (!quiet) {
      found.warnings().forEach(warning -> surroundings.err().println("warning: " + warning));
    }
    return found.model();
  }

  /** The model in the variants asked for; of several usual ones if none was. */
  List<Model> variants(Model unchanged) {
    List<AttentionVariant> asked = asked();
    return (asked.isEmpty() ? usual(overridden(unchanged)) : asked)
        .stream().map(variant -> matched(changed(unchanged, variant), unchanged)).toList();
  }

  /** The model in the variants asked for, or as it is. */
  List<Model> asked(Model unchanged) {
    return asked().isEmpty() ? List.of(single(unchanged)) : variants(unchanged);
  }

  /** The model in the one variant asked for, or as it is. */
  Model single(Model unchanged) {
    List<AttentionVariant> asked = asked();
    if (asked.size() > 1) {
      throw new IllegalArgumentException(
          "--attention: takes one variant here, had " + asked.size() + "; compare takes several");
    }
    Model changed = asked.isEmpty() ? overridden(unchanged) : changed(unchanged, asked.get(0));
    return matched(changed, unchanged);
  }

  private List<AttentionVariant> asked() {
    if (kvHeads != null && !attention.isEmpty()) {
      throw new IllegalArgumentException(
          "--num-key-value-heads: --attention says the KV heads already; give one of the two");
    }
    return NameList.split("--attention", attention).stream().map(AttentionVariant::parse).toList();
  }

  private Model changed(Model unchanged, AttentionVariant variant) {
    return new ModelChange(overrides(), Optional.of(variant), OptionalInt.empty())
        .applyTo(unchanged);
  }

  private Model overridden(Model model) {
    return new ModelChange(overrides(), Optional.empty(), OptionalInt.empty()).applyTo(model);
  }

  private Model matched(Model changed, Model unchanged) {
    boolean match = matchParameters == null ? !isNamed() : matchParameters;
    if (!match) {
      return changed;
    }
    try {
      return ParameterMatching.match(changed, unchanged);
    } catch (IllegalArgumentException | ArithmeticException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          message.startsWith("--")
              ? message
              : "--match-parameters: no width of the feed-forward makes up for this change;"
                  + " --no-match-parameters leaves it as it is",
          e);
    }
  }

  private HeadOverrides overrides() {
    return new HeadOverrides(
        number("--num-attention-heads", queryHeads),
        number("--num-key-value-heads", kvHeads),
        number("--head-dim", headDim),
        number("--v-head-dim", valueDim),
        window == null
            ? OptionalLong.empty()
            : OptionalLong.of(new IntegerList("--window", 1, Segment.MAX_LENGTH).single(window)));
  }

  private static OptionalInt number(String option, @Nullable String text) {
    if (text == null) {
      return OptionalInt.empty();
    }
    return OptionalInt.of((int) new IntegerList(option, 1, MOST).single(text));
  }

  /** MHA, the model's own arrangement and MQA, each once. */
  private static List<AttentionVariant> usual(Model model) {
    List<AttentionVariant> variants = new ArrayList<>();
    variants.add(AttentionVariant.parse("mha"));
    boolean between =
        model.attention() instanceof LatentAttention
            || (model.attention() instanceof GroupedAttention grouped
                && grouped.kvHeads() > 1
                && grouped.kvHeads() < grouped.queryHeads());
    if (between) {
      variants.add(AttentionVariant.parse(model.attention().variant()));
    }
    variants.add(AttentionVariant.parse("mqa"));
    return variants;
  }
}
