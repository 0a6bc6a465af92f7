package dev.headroom.cli;

import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.HeadOverrides;
import dev.headroom.workload.ImportedModel;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.ParameterMatching;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which model, and what is changed of it. */
final class ModelOptions {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "NAME|FILE",
      description = "A preset (see 'headroom models list'), or a config.json.")
  private @Nullable String name;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "A folder of model files to look in first; may be repeated.")
  private List<Path> folders = new ArrayList<>();

  @Option(
      names = {"-a", "--attention"},
      paramLabel = "VARIANT",
      split = ",",
      description =
          "Variants to put in the place of the model's attention: mha, gqa:KV_HEADS, mqa, mla,"
              + " mla:absorbed, mla:expanded.")
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
    ModelCatalog catalog = ModelCatalog.of(surroundings.folders(folders, "models"));
    ImportedModel found = catalog.find(name == null ? "shazeer-wmt-mha" : name);
    if (!quiet) {
      found.warnings().forEach(warning -> surroundings.err().println("warning: " + warning));
    }
    return found.model();
  }

  /** The model in the variants asked for; of several usual ones if none was. */
  List<Model> variants(Model unchanged) {
    List<AttentionVariant> asked = attention.stream().map(AttentionVariant::parse).toList();
    return changed(unchanged, asked.isEmpty() ? usual(unchanged) : asked);
  }

  /** The model in the one variant asked for, or as it is. */
  Model single(Model unchanged) {
    if (attention.size() > 1) {
      throw new IllegalArgumentException(
          "--attention: takes one variant here, had "
              + attention.size()
              + "; compare takes several");
    }
    List<AttentionVariant> asked = attention.stream().map(AttentionVariant::parse).toList();
    return changed(unchanged, asked).get(0);
  }

  private List<Model> changed(Model unchanged, List<AttentionVariant> variants) {
    Model base = overrides().applyTo(unchanged);
    List<Model> models =
        variants.isEmpty()
            ? List.of(base)
            : variants.stream().map(variant -> variant.applyTo(base)).toList();
    boolean match = matchParameters == null ? !isNamed() : matchParameters;
    return match
        ? models.stream().map(model -> ParameterMatching.match(model, unchanged)).toList()
        : models;
  }

  private HeadOverrides overrides() {
    return new HeadOverrides(
        number("--num-attention-heads", queryHeads),
        number("--num-key-value-heads", kvHeads),
        number("--head-dim", headDim),
        number("--v-head-dim", valueDim),
        window == null
            ? OptionalLong.empty()
            : OptionalLong.of(IntegerList.single("--window", window)));
  }

  private static OptionalInt number(String option, @Nullable String text) {
    if (text == null) {
      return OptionalInt.empty();
    }
    long number = IntegerList.single(option, text);
    if (number < 1 || number > 1 << 20) {
      throw new IllegalArgumentException(option + ": must be between 1 and 1048576, was " + number);
    }
    return OptionalInt.of((int) number);
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
