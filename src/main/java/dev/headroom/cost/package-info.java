/**
 * Exact counts per operator: FLOP, exponentials, bytes by tensor. Knows the workload, never the
 * hardware.
 */
@NullMarked
package dev.headroom.cost;

import org.jspecify.annotations.NullMarked;
