/** Capacity: what fits. */
@NullMarked
package dev.headroom.plan;

import org.jspecify.annotations.NullMarked;
