/** Where it runs: device profiles with a source for every number, and their strict reader. */
@NullMarked
package dev.headroom.hardware;

import org.jspecify.annotations.NullMarked;
