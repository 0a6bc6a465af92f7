package dev.headroom.plan;

import dev.headroom.cost.AttentionOperator;
import dev.headroom.cost.Heads;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.KernelProfile;
import dev.headroom.hardware.KernelStructure;
import dev.headroom.timing.Ceilings;
import dev.headroom.timing.KernelShape;
import dev.headroom.timing.KernelTime;
import dev.headroom.timing.MixedShape;
import dev.headroom.timing.MixedTime;
import dev.headroom.workload.DataType;
import dev.headroom.workload.Mask;
import java.util.Optional;
import java.util.function.Function;

/**
 * How long one layer's attention takes in a step of chunks and decodes: by one mixed call where a
 * kernel was fitted to such, else by a prefill and a decode call one after the other, else at the
 * roofline. Sequences of a kind are taken to have their mean lengths.
 */
final class AttentionTime {
  private final AttentionOperator operator;
  private final Ceilings ceilings;
  private final DataType stored;
  private final double touchedBytes;
  private final Optional<KernelTime> decode;
  private final Optional<KernelTime> prefill;
  private final Optional<MixedTime> mixed;
  private final DataType products;

  AttentionTime(
      AttentionOperator operator,
      DeviceProfile device,
      Ceilings ceilings,
      DataType stored,
      double touchedBytes) {
    this.operator = operator;
    this.ceilings = ceilings;
    this.stored = stored;
    this.touchedBytes = touchedBytes;
    Optional<KernelPhase> decodes = phase(device, KernelProfile::decode);
    Optional<KernelPhase> prefills = phase(device, KernelProfile::prefill);
    this.decode = decodes.map(phase -> new KernelTime(device, phase, true));
    this.prefill = prefills.map(phase -> new KernelTime(device, phase, false));
    this.mixed = phase(device, KernelProfile::mixed).map(phase -> new MixedTime(device, phase));
    this.products = decodes.map(phase -> phase.structure().products()).orElse(DataType.BF16);
  }

  private Optional<KernelPhase> phase(
      DeviceProfile device, Function<KernelProfile, Optional<KernelPhase>> part) {
    if (operator.forms().isPresent() || window() < 0) {
      return Optional.empty();
    }
    return device.kernels().stream()
        .filter(kernel -> kernel.storedType().filter(this::isAlike).isPresent())
        .flatMap(kernel -> part.apply(kernel).stream())
        .filter(phase -> phase.structure().attention() == KernelStructure.Form.GROUPED)
        .findFirst();
  }

  private boolean isAlike(DataType type) {
    return type == stored || (type.bits() == 16 && stored.bits() == 16);
  }

  /** Tokens of the window, 0 if all are seen, -1 if no kernel knows the mask. */
  private long window() {
    if (operator.mask() instanceof Mask.Window window) {
      return window.size();
    }
    return operator.mask() instanceof Mask.Causal ? 0 : -1;
  }

  /** What stands behind it, in words. */
  String basis() {
    if (decode.isEmpty() || prefill.isEmpty()) {
      return "attention at the roofline, since no kernel of the device computes it";
    }
    return mixed.isPresent()
        ? "attention by fitted kernels, mixed steps in one call"
        : "attention by fitted kernels, mixed steps as a prompt's call and a decode call";
  }

  double seconds(int decodes, long decodeKeys, int chunks, long chunkTokens, long chunkKeys) {
    if (chunks == 0) {
      return decodes == 0 ? 0 : decodeSeconds(decodes, mean(decodeKeys, decodes));
    }
    long query = mean(chunkTokens, chunks);
    long keys = Math.max(query, mean(chunkKeys, chunks));
    if (decodes == 0) {
      return prefillSeconds(chunks, query, keys);
    }
    long cached = mean(decodeKeys, decodes);
    if (mixed.isPresent()) {
      return mixed
          .get()
          .seconds(new MixedShape(shape(chunks, query, keys), shape(decodes, 1, cached)));
    }
    return prefillSeconds(chunks, query, keys) + decodeSeconds(decodes, cached);
  }

  private double decodeSeconds(long sequences, long keys) {
    return decode.isPresent()
        ? decode.get().seconds(shape(sequences, 1, keys), touchedBytes)
        : rooflineSeconds(sequences, 1, keys);
  }

  private double prefillSeconds(long sequences, long query, long keys) {
    return prefill.isPresent()
        ? prefill.get().seconds(shape(sequences, query, keys), touchedBytes)
        : rooflineSeconds(sequences, query, keys);
  }

  private double rooflineSeconds(long sequences, long query, long keys) {
    long context = keys - query;
    return Math.max(
        operator.matmulFlop(sequences, query, context) / ceilings.attentionFlop(),
        Math.max(
            operator.trafficWithoutWeights(sequences, query, context) / ceilings.bandwidth(),
            operator.exponentials(sequences, query, context) / ceilings.exponentials()));
  }

  private KernelShape shape(long sequences, long query, long keys) {
    Heads heads = operator.heads();
    return new KernelShape(
        sequences,
        new KernelShape.Lengths(query, keys),
        new KernelShape.HeadCounts(heads.queryHeads(), heads.kvHeads()),
        new KernelShape.Widths(
            heads.keyDim(), heads.valueDim(), (long) heads.keyDim() + heads.valueDim()),
        window(),
        products,
        stored);
  }

  private static long mean(long sum, int count) {
    return Math.max(1, (sum + count / 2) / count);
  }
}
