package dev.headroom.sweep;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.Source;
import dev.headroom.hardware.Sourced;
import dev.headroom.sweep.Lever.Grain;
import dev.headroom.workload.Attention;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.HeadOverrides;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.Layer;
import dev.headroom.workload.LayerGroup;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelChange;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** All quantities of a question that can be moved. */
final class Levers {
  private static final Source ASKED = new Source.Estimated("moved to see what follows");
  private static final HeadOverrides NO_HEADS = heads(null, null, null);

  private final Question question;
  private final List<Lever> levers = new ArrayList<>();

  private Levers(Question question) {
    this.question = question;
  }

  /** The numbers of the profile in its order, then scenario, then model. */
  static List<Lever> of(Question question) {
    Levers all = new Levers(question);
    all.device();
    if (question.isUniform()) {
      all.batch();
    }
    all.types();
    all.model();
    return List.copyOf(all.levers);
  }

  private void device() {
    DeviceProfile device = question.device();
    List<String> settable = SweepReader.settable(device);
    for (Sourced number : device.numbers()) {
      if (settable.contains(number.keyPath())) {
        levers.add(
            new Lever(
                number.keyPath(),
                number.unit(),
                number.value(),
                grain(number),
                value ->
                    question.withDevice(with(device, Map.of(number.keyPath(), value), ASKED))));
      }
    }
  }

  /** A count has no unit and is whole; a part of one has none and is at most 1. */
  static Grain grain(Sourced number) {
    if (!number.unit().isEmpty()) {
      return new Grain.Continuous(Double.POSITIVE_INFINITY);
    }
    boolean count = number.value() > 1 && number.value() == Math.rint(number.value());
    return count ? new Grain.Whole(1) : new Grain.Continuous(1);
  }

  /** The device with other values of some numbers. */
  static DeviceProfile with(DeviceProfile device, Map<String, Double> values, Source asked) {
    return device.mapNumbers(
        number -> {
          Double value = values.get(number.keyPath());
          return value == null ? number : number.withValue(value, asked);
        });
  }

  /** Batches come in whole hypotheses of their sources. */
  private void batch() {
    Segment now = question.sequences();
    int beams = question.scenario().beams();
    whole(
        "batch_size",
        now.sequences() / beams,
        1,
        to -> question.withSequences(to * beams, now.queryLength(), now.contextLength()));
    whole(
        "query_length",
        now.queryLength(),
        1,
        to -> question.withSequences(now.sequences(), to, now.contextLength()));
    whole(
        "context_length",
        now.contextLength(),
        0,
        to -> question.withSequences(now.sequences(), now.queryLength(), to));
    Scenario scenario = question.scenario();
    whole(
        "input_len",
        scenario.sourceLength(),
        1,
        to -> question.withScenario(scenario.withSourceLength(to)));
  }

  private void whole(String key, long value, long least, Function<Long, Question> at) {
    if (value > 0) {
      levers.add(new Lever(key, "", value, new Grain.Whole(least), to -> at.apply(Math.round(to))));
    }
  }

  /** Widths of a stored element: the type as wide that can be, integers where floats cannot. */
  private void types() {
    Precision now = question.scenario().precision();
    types(
        "weight_bytes_per_element",
        now.weights(),
        List.of(DataType.FP4, DataType.INT4, DataType.FP8, DataType.INT8, DataType.FP32),
        now::withWeights);
    types(
        "kv_cache_bytes_per_element",
        now.kvCache().element(),
        List.of(DataType.INT4, DataType.FP8, DataType.INT8, DataType.FP32),
        type -> now.withKvCache(KvFormat.of(type)));
  }

  private void types(
      String key, DataType now, List<DataType> types, Function<DataType, Precision> precision) {
    levers.add(
        new Lever(
            key,
            "B",
            now.bytes(),
            new Grain.Choice(List.of(0.5, 1.0, 2.0, 4.0)),
            bytes ->
                question.withPrecision(precision.apply(firstThatCan(bytes, types, precision)))));
  }

  private DataType firstThatCan(
      double bytes, List<DataType> types, Function<DataType, Precision> precision) {
    List<DataType> wide = new ArrayList<>(types);
    wide.add(DataType.BF16);
    wide.removeIf(type -> type.bytes() != bytes);
    IllegalArgumentException fault = new IllegalArgumentException("no type of " + bytes + " B");
    for (DataType type : wide) {
      try {
        question.withPrecision(precision.apply(type)).answer();
        return type;
      } catch (IllegalArgumentException e) {
        fault = e;
      }
    }
    throw fault;
  }

  private void model() {
    Model model = question.model();
    whole(
        "num_hidden_layers",
        model.decoderLayers(),
        1,
        to ->
            changed(
                new ModelChange(NO_HEADS, Optional.empty(), OptionalInt.of(Math.toIntExact(to)))));
    if (model.attention() instanceof GroupedAttention) {
      head("num_attention_heads", GroupedAttention::queryHeads, n -> heads(n, null, null));
      head("num_key_value_heads", GroupedAttention::kvHeads, n -> heads(null, n, null));
      head("head_dim", GroupedAttention::keyDim, n -> heads(null, null, n));
    } else {
      int now = ((LatentAttention) model.attention()).queryHeads();
      whole(
          "num_attention_heads", now, 1, to -> overridden(heads(Math.toIntExact(to), null, null)));
    }
    window();
  }

  /** Of models whose layers all have the same of it. */
  private void head(
      String key, ToIntFunction<GroupedAttention> of, IntFunction<HeadOverrides> change) {
    List<Integer> values =
        question.model().decoder().stream()
            .map(group -> group.layer().attention())
            .map(each -> each instanceof GroupedAttention grouped ? of.applyAsInt(grouped) : -1)
            .distinct()
            .toList();
    if (values.size() == 1 && values.get(0) > 0) {
      whole(key, values.get(0), 1, to -> overridden(change.apply(Math.toIntExact(to))));
    }
  }

  private static HeadOverrides heads(
      @Nullable Integer query, @Nullable Integer keyValue, @Nullable Integer width) {
    return new HeadOverrides(
        optional(query),
        optional(keyValue),
        optional(width),
        OptionalInt.empty(),
        OptionalLong.empty());
  }

  private static OptionalInt optional(@Nullable Integer number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private Question overridden(HeadOverrides heads) {
    return changed(new ModelChange(heads, Optional.empty(), OptionalInt.empty()));
  }

  private Question changed(ModelChange change) {
    return question.withModel(change.applyTo(question.model()));
  }

  /** The window of the layers that have one. */
  private void window() {
    for (LayerGroup group : question.model().decoder()) {
      if (group.layer().attention().mask() instanceof Mask.Window window) {
        whole(
            "window",
            window.size(),
            1,
            to ->
                question.withModel(
                    question.model().mapDecoder(layer -> windowed(layer, window, to))));
        return;
      }
    }
  }

  private static Layer windowed(Layer layer, Mask.Window old, long size) {
    Attention attention = layer.attention();
    return attention.mask().equals(old)
        ? new Layer(
            attention.withMask(new Mask.Window(size)),
            layer.crossAttention(),
            layer.feedForward(),
            layer.parallel())
        : layer;
  }
}
