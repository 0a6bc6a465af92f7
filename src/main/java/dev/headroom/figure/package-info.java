/**
 * The kinds of figure: what each shows of results, its caption, and the files it becomes. Draws
 * from results alone, so that an earlier run's file gives the same figure as the command itself.
 */
@NullMarked
package dev.headroom.figure;

import org.jspecify.annotations.NullMarked;
