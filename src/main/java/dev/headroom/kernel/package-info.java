/**
 * Attention that is really computed: a reference kernel to be read, a vector kernel to be measured,
 * and the KV cache and weight matrices that both take. Usable on its own:
 *
 * <pre>{@code
 * KvCache cache = KvCache.allocate(attention, DataType.BF16, batchSize, capacity);
 * AttentionKernel kernel = AttentionKernels.vector(2);
 * kernel.step(queries, keys, values, QueryLengths.each(batchSize, 1), cache, outputs);
 * }</pre>
 *
 * <p>Arrays are row-major. The last dimension is a head's width; before it come the heads of a
 * token, before them the tokens, sequence after sequence.
 */
@NullMarked
package dev.headroom.kernel;

import org.jspecify.annotations.NullMarked;
