/**
 * Formulas over named fields that users write, {@code predicted_s <= 0.02 && fits}: read once, then
 * evaluated over rows of numbers without allocating; the only place that knows EvalEx.
 */
@NullMarked
package dev.headroom.expression;

import org.jspecify.annotations.NullMarked;
