/**
 * Results to table, CSV, JSON, JSON Lines, Markdown and LaTeX. Knows values, units and formats
 * only.
 */
@NullMarked
package dev.headroom.report;

import org.jspecify.annotations.NullMarked;
