package dev.headroom.measure;

/**
 * One level of the memory hierarchy as a program feels it.
 *
 * @param capacityBytes of working sets that it serves; infinite for the outermost level
 * @param bandwidthBytesPerSecond that the fastest clean sample reached in it
 */
public record MemoryPlateau(double capacityBytes, double bandwidthBytesPerSecond) {}
