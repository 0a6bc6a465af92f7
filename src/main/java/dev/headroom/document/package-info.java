/**
 * Strict YAML and JSON with a position for every value and every fault; owns the parsing libraries.
 */
@NullMarked
package dev.headroom.document;

import org.jspecify.annotations.NullMarked;
