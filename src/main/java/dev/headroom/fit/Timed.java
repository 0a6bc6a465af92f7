package dev.headroom.fit;

import dev.headroom.timing.Call;

/**
 * A call and how long it took.
 *
 * @param call what was computed
 * @param seconds measured, above 0
 * @param <C> the kind of call
 */
record Timed<C extends Call>(C call, double seconds) {}
