package dev.headroom.workload;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A way to arrange keys and values that can be tried on any model, as {@code --attention} names it:
 * {@code mha}, {@code gqa:8} (eight KV heads), {@code mqa}, {@code mla}, {@code mla:absorbed},
 * {@code mla:expanded}.
 *
 * @param kind the arrangement
 * @param kvHeads KV heads of {@code GQA}; not used by the others
 * @param form how latent attention is computed; not used by the others
 */
public record AttentionVariant(Kind kind, int kvHeads, LatentAttention.Form form) {
  private static final Pattern FORM =
      Pattern.compile("(?<kind>mha|gqa|mqa|mla)(?::(?<detail>[a-z]+|\\d{1,6}))?");

  /** The arrangements. */
  public enum Kind {
    MHA,
    GQA,
    MQA,
    MLA
  }

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException naming the value and what is allowed
   */
  public static AttentionVariant parse(String text) {
    Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw unknown(text);
    }
    Kind kind = Kind.valueOf(matcher.group("kind").toUpperCase(Locale.ROOT));
    String detail = matcher.group("detail");
    return switch (kind) {
      case MHA, MQA -> plain(kind, detail, text);
      case GQA -> grouped(detail, text);
      case MLA -> latent(detail, text);
    };
  }

  private static AttentionVariant plain(Kind kind, @Nullable String detail, String text) {
    if (detail != null) {
      throw unknown(text);
    }
    return new AttentionVariant(kind, 1, LatentAttention.Form.AUTO);
  }

  private static AttentionVariant grouped(@Nullable String detail, String text) {
    if (detail == null || !Character.isDigit(detail.charAt(0)) || Integer.parseInt(detail) == 0) {
      throw new IllegalArgumentException(
          "--attention: '" + text + "' needs its number of KV heads, at least 1, as in 'gqa:8'");
    }
    return new AttentionVariant(Kind.GQA, Integer.parseInt(detail), LatentAttention.Form.AUTO);
  }

  private static AttentionVariant latent(@Nullable String detail, String text) {
    if (detail == null) {
      return new AttentionVariant(Kind.MLA, 1, LatentAttention.Form.AUTO);
    }
    return switch (detail) {
      case "absorbed" -> new AttentionVariant(Kind.MLA, 1, LatentAttention.Form.ABSORBED);
      case "expanded" -> new AttentionVariant(Kind.MLA, 1, LatentAttention.Form.EXPANDED);
      default -> throw unknown(text);
    };
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "--attention: unknown variant '"
            + text
            + "'; known: mha, gqa:KV_HEADS, mqa, mla, mla:absorbed, mla:expanded");
  }

  /** The model with every self- and cross-attention rearranged; query heads and widths stay. */
  public Model applyTo(Model model) {
    return model.mapLayers(
        layer ->
            new Layer(
                arrange(layer.attention()),
                layer.crossAttention() == null ? null : arrangeCross(layer.crossAttention()),
                layer.feedForward(),
                layer.parallel()));
  }

  private Attention arrange(Attention attention) {
    if (kind != Kind.MLA) {
      return withKvHeads(asMultiHead(attention));
    }
    return attention instanceof LatentAttention latent
        ? latent.withForm(form)
        : latentOf(attention);
  }

  /** Cross-attention has no latent form in any published model: it stays as it is. */
  private GroupedAttention arrangeCross(GroupedAttention cross) {
    return kind == Kind.MLA ? cross : withKvHeads(cross);
  }

  private GroupedAttention withKvHeads(GroupedAttention attention) {
    int heads =
        switch (kind) {
          case MHA -> attention.queryHeads();
          case GQA -> kvHeads;
          case MQA, MLA -> 1;
        };
    return new GroupedAttention(
        attention.queryHeads(),
        heads,
        attention.keyDim(),
        attention.valueDim(),
        attention.mask(),
        attention.keyValues());
  }

  /** DeepSeek-V2's own multi-head baseline has keys as wide as the part without rotary position. */
  private static GroupedAttention asMultiHead(Attention attention) {
    if (attention instanceof GroupedAttention grouped) {
      return grouped;
    }
    LatentAttention latent = (LatentAttention) attention;
    return new GroupedAttention(
        latent.queryHeads(),
        latent.queryHeads(),
        latent.nopeDim(),
        latent.valueDim(),
        latent.mask());
  }

  /** DeepSeek-V2's proportions: rank 4·dh and rotary part dh/2, queries projected directly. */
  private LatentAttention latentOf(Attention attention) {
    GroupedAttention grouped = (GroupedAttention) attention;
    if (grouped.keyValues() != GroupedAttention.KeyValues.SEPARATE) {
      throw new IllegalArgumentException(
          "--attention: mla has no form for layers that share keys and values, or whose keys are"
              + " values");
    }
    int headDim = grouped.keyDim();
    return new LatentAttention(
        grouped.queryHeads(),
        4 * headDim,
        0,
        headDim,
        Math.max(1, headDim / 2),
        grouped.valueDim(),
        form,
        grouped.mask());
  }

  /** The variant's name, as {@link #parse} reads it. */
  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return switch (kind) {
      case MHA, MQA -> name;
      case GQA -> name + ":" + kvHeads;
      case MLA ->
          form == LatentAttention.Form.AUTO
              ? name
              : name + ":" + form.name().toLowerCase(Locale.ROOT);
    };
  }
}
