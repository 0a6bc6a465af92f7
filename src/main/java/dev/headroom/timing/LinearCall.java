package dev.headroom.timing;

import dev.headroom.hardware.GemmPhase;

/**
 * A linear layer that a library's kernel is predicted to compute in a step.
 *
 * @param kernel its name in the profile
 * @param phase what is known of it
 * @param shape what it computes
 * @param terms what its time is made of
 */
public record LinearCall(String kernel, GemmPhase phase, GemmShape shape, KernelTerms terms) {}
