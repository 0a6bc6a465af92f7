/**
 * What is computed: attention shapes and variants, model specs, batches, data types; readers for
 * model files.
 */
@NullMarked
package dev.headroom.workload;

import org.jspecify.annotations.NullMarked;
