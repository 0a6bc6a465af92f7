/** Everything that takes a stop-watch: what the machine is, how it is measured, what it reaches. */
@NullMarked
package dev.headroom.measure;

import org.jspecify.annotations.NullMarked;
