package dev.headroom.timing;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.workload.DataType;

/**
 * The kernel time model of calls that mix a prompt's chunk with sequences of one new token: the
 * prefill equation of {@link KernelTime} over the blocks of both, in one launch. A sequence of one
 * token pays for a whole block of rows, and the heads of a group read its keys each for themselves.
 */
public final class MixedTime implements CallTime<MixedShape> {
  private final KernelTime time;

  /** Binds the mixed phase of a kernel to a device. */
  public MixedTime(DeviceProfile device, KernelPhase kernel) {
    this.time = new KernelTime(device, kernel, false);
  }

  /** The type of the kernel's products. */
  DataType products() {
    return time.kernel().structure().products();
  }

  @Override
  public double seconds(MixedShape shape) {
    return seconds(shape, 0);
  }

  /**
   * Seconds of a call in a model.
   *
   * @param touchedBytes touched between two uses of the same keys; never less than the call's own;
   *     infinite for a cold cache
   */
  public double seconds(MixedShape shape, double touchedBytes) {
    return terms(shape, touchedBytes).predicted();
  }

  @Override
  public KernelTerms terms(MixedShape shape) {
    return terms(shape, 0);
  }

  /** The parts of {@link #seconds(MixedShape, double)}. */
  public KernelTerms terms(MixedShape shape, double touchedBytes) {
    KernelShape chunk = shape.chunk();
    KernelShape decode = shape.decode();
    BlockPlan plan = time.plan(chunk).and(time.plan(decode));
    double bytes = KernelTime.appendedBytes(chunk) + KernelTime.appendedBytes(decode);
    return time.terms(
        plan,
        KernelTime.tokens(chunk) + KernelTime.tokens(decode),
        time.busy(plan, time.keySeconds(chunk, plan.rows())),
        time.stream().slowerSeconds(shape.compulsoryBytes(), touchedBytes)
            + time.again(chunk, plan.blocks())
            + time.again(decode, plan.blocks()),
        time.written(bytes, touchedBytes),
        lowerBoundSeconds(shape),
        chunk.window() > 0);
  }

  @Override
  public double lowerBoundSeconds(MixedShape shape) {
    return time.lowerBoundSeconds(shape.flop(), shape.compulsoryBytes(), shape.chunk());
  }

  @Override
  public double rooflineSeconds(MixedShape shape) {
    return time.rooflineSeconds(shape.flop(), shape.compulsoryBytes(), shape.chunk());
  }
}
