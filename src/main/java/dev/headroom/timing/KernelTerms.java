package dev.headroom.timing;

/**
 * What a kernel's predicted time is made of, in seconds.
 *
 * @param launch whatever the shape, and for each sequence
 * @param fixed starts and ends of the blocks, within {@code busy}
 * @param busy the units' time, streaming and computing
 * @param memory the device memory's and the cache's time, in parallel with {@code busy}
 * @param after combining, rearranging, writing new keys and values
 * @param predicted all together
 * @param low the lower end of the band that holds 80 % of the measurements
 * @param high its upper end
 */
public record KernelTerms(
    double launch,
    double fixed,
    double busy,
    double memory,
    double after,
    double predicted,
    double low,
    double high) {
  /** The longest term. */
  public String bound() {
    double most = Math.max(Math.max(launch, after), Math.max(busy, memory));
    if (most == launch) {
      return "launch";
    }
    if (most == memory) {
      return "memory";
    }
    return most == busy ? "units" : "combine";
  }
}
