/**
 * The vector kernel. The only package that uses the Vector API, and therefore compiled apart; other
 * packages reach it through {@link dev.headroom.kernel.AttentionKernels}.
 */
@NullMarked
package dev.headroom.kernel.vector;

import org.jspecify.annotations.NullMarked;
