package dev.headroom.cost;

/**
 * One count with its formula in symbols and the same with the numbers filled in, to be redone with
 * a calculator.
 *
 * @param part what the operator belongs to: a kind of layer, the output
 * @param quantity what is counted, in words
 * @param symbols the formula in symbols
 * @param numbers the formula in numbers: whole numbers, decimals, {@code + − · / ( )} and {@code
 *     min(a, b)}
 * @param value what it comes to, from the counts themselves
 * @param unit {@code FLOP}, {@code bytes}, {@code s} or nothing for plain numbers
 */
public record Formula(
    String part, String quantity, String symbols, String numbers, double value, String unit) {}
