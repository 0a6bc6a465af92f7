package dev.headroom.workload;

import static dev.headroom.workload.Require.notNegative;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a cached vector is stored: its elements, and a scale for every run of them.
 *
 * @param element type of an element
 * @param elementsPerScale elements that share a scale; 0 for none (one scale for a whole tensor
 *     costs nothing here)
 * @param scale type of a scale
 */
public record KvFormat(DataType element, int elementsPerScale, DataType scale) {
  private static final Pattern FORM =
      Pattern.compile("(?<type>[a-z0-9]+)(?::(?<run>[1-9]\\d{0,5}))?");

  private static final Set<DataType> KNOWN =
      EnumSet.of(
          DataType.FP32, DataType.BF16, DataType.FP16, DataType.FP8, DataType.INT8, DataType.INT4);

  /** One scale for a whole vector, however wide. */
  public static final int PER_VECTOR = Integer.MAX_VALUE;

  /** Checks the range. */
  public KvFormat {
    notNegative("elements per scale", elementsPerScale);
  }

  /**
   * The usual format of a type: integers with one FP16 scale for each cached vector of a head,
   * floating point without scales.
   */
  public static KvFormat of(DataType element) {
    return new KvFormat(element, element.isInteger() ? PER_VECTOR : 0, DataType.FP16);
  }

  /**
   * Reads {@code bf16}, {@code int8}, or {@code int4:32} for a scale every 32 elements.
   *
   * @throws IllegalArgumentException naming the value and what is allowed
   */
  public static KvFormat parse(String text) {
    Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
    Optional<DataType> type =
        matcher.matches()
            ? DataType.ofKey(matcher.group("type")).filter(KNOWN::contains)
            : Optional.empty();
    if (type.isEmpty()) {
      throw new IllegalArgumentException(
          "--kv-cache-dtype: unknown type '"
              + text
              + "'; known: fp32, bf16, fp16, fp8, int8, int4, with ':N' for a scale every N elements");
    }
    String run = matcher.group("run");
    return run == null
        ? of(type.get())
        : new KvFormat(type.get(), Integer.parseInt(run), DataType.FP16);
  }

  /** Bytes of one vector of {@code elements} elements, its scales included. */
  public double bytes(long elements) {
    double scales = 0;
    if (elementsPerScale > 0) {
      scales = Math.ceil((double) elements / elementsPerScale) * scale.bytes();
    }
    return elements * element.bytes() + scales;
  }

  /** The name, as {@link #parse} reads it. */
  @Override
  public String toString() {
    boolean usual = equals(of(element));
    return usual ? element.key() : element.key() + ":" + elementsPerScale;
  }
}
