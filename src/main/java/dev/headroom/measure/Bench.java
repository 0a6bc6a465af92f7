package dev.headroom.measure;

/** Makes micro-benchmarks ready to run; tests bring machines of their own invention. */
@FunctionalInterface
interface Bench {
  /** Makes one ready. */
  MicroBenchmark prepare(Setting setting);
}
