package dev.headroom.plan;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.Link;
import dev.headroom.workload.Model;
import java.util.Comparator;
import java.util.Optional;

/**
 * What devices that share layers tell each other: after attention and after the feed-forward of
 * every layer, and after the embedding, the sum of all devices' partial results.
 *
 * <p>A ring over {@code w} devices moves {@code 2(w−1)/w} of the bytes over each link in {@code
 * 2(w−1)} hops:
 *
 * <pre>T = 2(w−1)/w · bytes / BW + 2(w−1) · latency</pre>
 *
 * <p>Programs hide some of it and use trees for small sums; neither is modelled.
 */
final class Collectives {
  /** A hop where a profile states none: a kernel's launch and a link's way, estimated. */
  private static final double USUAL_HOP_SECONDS = 2e-6;

  private final int ways;
  private final double sums;
  private final double bytesPerToken;
  private final double bandwidth;
  private final double hopSeconds;

  /**
   * The sums of one stage.
   *
   * @throws IllegalArgumentException if the device has no link for so many
   */
  Collectives(Model shard, DeviceProfile device, int ways, double activationBytes) {
    this.ways = ways;
    this.sums = 2.0 * shard.decoderLayers() + 1;
    this.bytesPerToken = shard.modelDim() * activationBytes;
    if (ways == 1) {
      this.bandwidth = Double.POSITIVE_INFINITY;
      this.hopSeconds = 0;
      return;
    }
    Link link =
        link(device, ways)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--tensor-parallel: device '"
                            + device.name()
                            + "' has no link that joins "
                            + ways
                            + " devices"));
    this.bandwidth = link.bandwidthPerDirectionBytesPerSecond();
    this.hopSeconds = link.latencySeconds().orElse(USUAL_HOP_SECONDS);
  }

  /** The fastest link that joins so many devices. */
  static Optional<Link> link(DeviceProfile device, int ways) {
    return device.links().stream()
        .filter(link -> link.devices().value() >= ways)
        .max(Comparator.comparingDouble(Link::bandwidthPerDirectionBytesPerSecond));
  }

  /** Seconds of all sums of a step with so many new tokens. */
  double seconds(double tokens) {
    if (ways == 1) {
      return 0;
    }
    double share = 2.0 * (ways - 1) / ways;
    return sums * (share * tokens * bytesPerToken / bandwidth + 2.0 * (ways - 1) * hopSeconds);
  }
}
