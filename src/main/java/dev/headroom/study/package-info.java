/** Published studies: what a paper printed, predicted cell by cell. */
@NullMarked
package dev.headroom.study;

import org.jspecify.annotations.NullMarked;
