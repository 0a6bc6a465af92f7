/** Fits the kernel time model to measurements, and judges it on others. */
@NullMarked
package dev.headroom.fit;

import org.jspecify.annotations.NullMarked;
