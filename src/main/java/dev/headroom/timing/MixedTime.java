package dev.headroom.timing;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelPhase;

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

  @Override
  public double seconds(MixedShape shape) {
    return terms(shape).predicted();
  }

  @Override
  public KernelTerms terms(MixedShape shape) {
    KernelShape chunk = shape.chunk();
    KernelShape decode = shape.decode();
    BlockPlan plan = time.plan(chunk).and(time.plan(decode));
    double bytes = KernelTime.appendedBytes(chunk) + KernelTime.appendedBytes(decode);
    double touched = shape.compulsoryBytes();
    return time.terms(
        plan,
        KernelTime.tokens(chunk) + KernelTime.tokens(decode),
        time.busy(plan, time.keySeconds(chunk, plan.rows())),
        time.stream().seconds(touched, touched)
            + time.again(chunk, plan.blocks())
            + time.again(decode, plan.blocks()),
        time.written(bytes, 0),
        lowerBoundSeconds(shape));
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
