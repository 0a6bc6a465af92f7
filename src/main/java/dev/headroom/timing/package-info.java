/** Cost and device to time: the bound nothing can beat, the roofline, and what binds. */
@NullMarked
package dev.headroom.timing;

import org.jspecify.annotations.NullMarked;
