/** Measured calls of kernels: what one is, and the strict reading of tables of them. */
@NullMarked
package dev.headroom.measurements;

import org.jspecify.annotations.NullMarked;
