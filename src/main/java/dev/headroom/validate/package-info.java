/** Predicted against measured: error statistics and the shapes they are drawn over. */
@NullMarked
package dev.headroom.validate;

import org.jspecify.annotations.NullMarked;
