/** Picocli commands: parse, call, print. No arithmetic. */
@NullMarked
package dev.headroom.cli;

import org.jspecify.annotations.NullMarked;
