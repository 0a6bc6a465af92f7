package dev.headroom.measure;

/**
 * A setting made ready to run.
 *
 * @param setting what is measured
 * @param amountPerCall how much of the probe's unit one call does, all threads together
 * @param action what is run
 */
public record MicroBenchmark(Setting setting, double amountPerCall, Action action) {}
