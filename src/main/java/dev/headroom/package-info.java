/** The program's entry points: {@code Main} for the shell. */
@NullMarked
package dev.headroom;

import org.jspecify.annotations.NullMarked;
