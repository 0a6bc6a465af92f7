/**
 * The bundled kernel beside other libraries: one process, one run, interleaved. Built by {@code -Ppeers}
 * only. {@link dev.headroom.peers.Peers} is the program.
 */
@NullMarked
package dev.headroom.peers;

import org.jspecify.annotations.NullMarked;
